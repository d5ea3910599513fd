package io.tidemark.export.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.detector.definition.Aggregate;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Unnesting;
import io.tidemark.detector.mapping.JobFormats;
import io.tidemark.detector.mapping.TopicRecord;
import io.tidemark.detector.tick.Observation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes the definition of one detector for one kind of record. */
final class DetectorDraft {
  private static final Path NOWHERE = Path.of("/");
  private static final int FEWEST_TICKS = 30;
  private static final int LEAST_KEYS = 1_000;
  private static final List<String> ORDER =
      List.of(
          "topic", "format", "csv", "where", "each", "metric", "key", "time", "tags", "maxKeys");

  private final List<String> topics;
  private final JobFormats formats;
  private final Questions questions;
  private final Encoding encoding;
  private final Kind kind;
  private final boolean oneOfSeveral;
  private final List<String> doubts = new ArrayList<>();
  private final List<LeftOut> leftOut = new ArrayList<>();

  DetectorDraft(
      List<String> topics,
      JobFormats formats,
      Questions questions,
      Encoding encoding,
      Kind kind,
      boolean oneOfSeveral) {
    this.topics = topics;
    this.formats = formats;
    this.questions = questions;
    this.encoding = encoding;
    this.kind = kind;
    this.oneOfSeveral = oneOfSeveral;
  }

  /**
   * Proposes.
   *
   * @throws DefinitionException when no feature is found
   */
  Proposal propose(List<TopicRecord> records) {
    Mapping mapping = kind.mapping();
    ObjectNode events = JsonNodeFactory.instance.objectNode();
    events.setAll(encoding.events());
    if (mapping != null) {
      events.setAll(mapping.events());
      events.remove("metric"); // each feature says which metric it is
    }
    events.set("topic", Proposer.oneOrMany(topics));
    List<Unnesting> each =
        mapping == null ? DeviceLists.of(kind.sample()) : mapping.selection().each();
    if (mapping == null && !each.isEmpty()) {
      events.putArray("each").addObject().put(each.get(0).name(), each.get(0).from().get(0));
    }
    List<SampledEvent> sampled = events(mapping, each);
    TimeChoice time =
        mapping != null && mapping.events().has("time")
            ? mapping.time(sampled)
            : TimeChoice.of(sampled, questions);
    KeyChoice key = mapping != null && mapping.hasKey() ? mapping.key(sampled) : key(sampled, time);
    if (mapping == null || !mapping.events().has("time")) {
      put(events, time);
    }
    if (mapping == null || !mapping.hasKey()) {
      put(events, key);
    }
    List<Candidate> candidates =
        new Candidates(sampled, key, time, ignored(mapping), leftOut).find();
    List<JsonNode> known = mapping == null ? List.of() : mapping.features();
    return drafted(records, events, sampled, key, time, candidates, known);
  }

  private List<SampledEvent> events(@Nullable Mapping mapping, List<Unnesting> each) {
    List<SampledEvent> all = new Events(each, topics.size() > 1).of(kind.sample());
    return mapping == null ? all : all.stream().filter(mapping::fits).toList();
  }

  private static Predicate<String> ignored(@Nullable Mapping mapping) {
    return mapping == null ? path -> false : path -> !mapping.measures(path);
  }

  private KeyChoice key(List<SampledEvent> sampled, TimeChoice time) {
    List<SampledEvent> telling =
        sampled.stream()
            .filter(
                event ->
                    event.leaves().entrySet().stream()
                        .anyMatch(
                            leaf ->
                                !leaf.getKey().equals(time.path())
                                    && !time.others().contains(leaf.getKey())
                                    && (Numbers.isNumber(leaf.getValue())
                                        || leaf.getValue().isBoolean())))
            .toList();
    return KeyChoice.of(telling.isEmpty() ? sampled : telling, time, questions);
  }

  private void put(ObjectNode events, TimeChoice time) {
    if (time.path() != null) {
      ObjectNode node = events.putObject("time").put("from", time.path());
      if (time.format() != null) {
        node.put("format", time.format().toString());
      }
      if (time.zone() != null) {
        node.put("zone", time.zone().getId().equals("Z") ? "UTC" : time.zone().getId());
      }
    }
    if (time.doubt() != null) {
      doubts.add("events.time: " + time.doubt());
    }
  }

  private void put(ObjectNode events, KeyChoice key) {
    if (key.paths().size() == 1) {
      events.put("key", key.paths().get(0));
    } else {
      key.paths().forEach(events.putObject("key").putArray("join")::add);
    }
    if (key.doubt() != null) {
      doubts.add("events.key: " + key.doubt());
    }
  }

  private Proposal drafted(
      List<TopicRecord> records,
      ObjectNode events,
      List<SampledEvent> sampled,
      KeyChoice key,
      TimeChoice time,
      List<Candidate> candidates,
      List<JsonNode> known) {
    List<ObjectNode> raw = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Candidate candidate : candidates) {
      boolean text = candidate.kind() == Candidate.Kind.TEXT;
      raw.add(DefinitionYaml.node(candidate, text ? Aggregate.DISTINCT : Aggregate.LAST, null));
      names.add(candidate.name());
    }
    List<JsonNode> preset = PresetFeatures.of(known, candidates, sampled);
    for (JsonNode feature : preset) {
      ObjectNode copy = feature.deepCopy();
      while (!names.add(copy.path("name").asText())) {
        copy.put("name", copy.path("name").asText() + "2");
      }
      raw.add(copy);
    }
    if (raw.isEmpty()) {
      throw new DefinitionException("there is no number in the records that could be a feature");
    }
    Reading reading = Reading.of(definition(events, raw), records, formats);
    KeyedSeries series = new KeyedSeries(reading.observations());
    boolean irregular = series.isIrregular();
    List<FeatureChoice> chosen = FeatureStudy.of(candidates, series, irregular, leftOut);
    List<JsonNode> features = new ArrayList<>();
    Map<JsonNode, String> notes = new LinkedHashMap<>();
    for (FeatureChoice choice : chosen) {
      ObjectNode node = DefinitionYaml.node(choice.candidate(), choice.aggregate(), choice.unit());
      if (choice.still()) {
        node.put("still", true);
      }
      features.add(node);
      if (choice.note() != null) {
        notes.put(node, choice.note());
      }
    }
    PresetFeatures.add(
        raw.subList(candidates.size(), raw.size()), candidates.size(), series, features, leftOut);
    addCounts(irregular, preset, chosen, features);
    if (features.isEmpty()) {
      throw new DefinitionException("no field of the records varies, so that none is a feature");
    }
    Timing timing = Timing.of(reading.observations(), series, raw.size(), irregular);
    ObjectNode tags = TagChoice.of(sampled, key, time);
    if (!tags.isEmpty() && !events.has("tags")) {
      events.set("tags", tags);
    }
    events.put("maxKeys", Math.max(LEAST_KEYS, roundedUp(10L * series.size())));
    note(timing, series);
    return finished(records, events, features, notes, timing, series.size());
  }

  private static long roundedUp(long keys) {
    long power = 1;
    while (power * 10 < keys) {
      power *= 10;
    }
    return (keys + power - 1) / power * power;
  }

  /** Of events that come by chance, how many come is a feature. */
  private static void addCounts(
      boolean irregular,
      List<JsonNode> preset,
      List<FeatureChoice> chosen,
      List<JsonNode> features) {
    boolean counted =
        preset.stream().anyMatch(feature -> feature.path("aggregate").asText().equals("count"));
    boolean flows =
        chosen.stream()
            .anyMatch(
                choice ->
                    choice.aggregate() == Aggregate.SUM
                        || choice.aggregate() == Aggregate.DISTINCT);
    if (irregular && !counted && flows) {
      features.add(
          0, JsonNodeFactory.instance.objectNode().put("name", "events").put("aggregate", "count"));
    }
  }

  private void note(Timing timing, KeyedSeries series) {
    if (timing.ticks() < FEWEST_TICKS + timing.warmup()) {
      doubts.add(
          "window: the history has %d ticks of a typical key, which is little to judge by"
              .formatted(timing.ticks()));
    }
    if (series.size() > 50_000) {
      doubts.add("events.key: there are " + series.size() + " keys; is it the name of a device?");
    }
  }

  private Proposal finished(
      List<TopicRecord> records,
      ObjectNode events,
      List<JsonNode> features,
      Map<JsonNode, String> notes,
      Timing timing,
      int keys) {
    Mapping mapping = kind.mapping();
    String name = name();
    DefinitionYaml yaml = new DefinitionYaml();
    yaml.comment("Proposed by './tidemark init' from " + String.join(", ", topics) + ".");
    doubts.forEach(doubt -> yaml.comment("Doubtful: " + doubt));
    yaml.line("name: " + name).line("events:");
    if (mapping != null) {
      yaml.line("  # as the preset " + mapping.name() + " has it");
    }
    Proposer.ordered(events, ORDER)
        .properties()
        .forEach(
            field ->
                yaml.field(
                    2,
                    field.getKey(),
                    field.getValue(),
                    field.getKey().equals("maxKeys")
                        ? "%,d keys were seen".formatted(keys)
                        : null));
    yaml.line("features:");
    features.forEach(feature -> yaml.element(feature, notes.get(feature)));
    yaml.leftOut(leftOut);
    yaml.window(timing, keys);
    yaml.line("model: {path: " + name + ".onnx}");
    String text = yaml.toString();
    DetectorDefinition definition = DefinitionReader.parse(text, NOWHERE);
    Reading reading = Reading.of(definition, records, formats);
    List<Observation> inOrder = new ArrayList<>(reading.observations());
    inOrder.sort(Comparator.comparingLong(Observation::eventTimeMicros));
    return new Proposal(definition, text, inOrder, leftOut, doubts, reading.useful());
  }

  private String name() {
    String topic = topics.get(0).replaceAll("[^A-Za-z0-9_-]+", "-").replaceAll("^-+|-+$", "");
    String safe = topic.isEmpty() ? "detector" : topic;
    Mapping mapping = kind.mapping();
    return oneOfSeveral ? safe + "-" + (mapping == null ? "other" : mapping.name()) : safe;
  }

  private static DetectorDefinition definition(ObjectNode events, List<ObjectNode> features) {
    ObjectNode definition = JsonNodeFactory.instance.objectNode();
    definition.put("name", "draft");
    definition.set("events", events);
    ArrayNode list = definition.putArray("features");
    features.forEach(list::add);
    definition.putObject("window").put("tick", "1s").put("length", 2);
    return DefinitionReader.parse(definition.toString(), NOWHERE);
  }
}
