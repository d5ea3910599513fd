package io.tidemark.export.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.EventFormat;
import io.tidemark.detector.mapping.JobFormats;
import io.tidemark.detector.mapping.RecordTree;
import io.tidemark.detector.mapping.TopicRecord;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.wire.WireException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proposes detectors for the records of a topic: one for each kind of record that a well-known
 * program writes there, and one for what is left.
 */
public final class Proposer {
  private static final Logger LOG = LoggerFactory.getLogger(Proposer.class);

  /** Records whose structure is looked at. */
  private static final int LOOKED_AT = 4_000;

  /** Records on which presets are tried. */
  private static final int TRIED = 400;

  private static final double RARE = 0.02;
  private static final int FEWEST = 10;

  private final List<String> topics;
  private final JobFormats formats;
  private final Questions questions;

  /**
   * @param topics that the records come of
   * @param formats with the schema registry, where the records need one
   * @param questions decides what is doubtful
   */
  public Proposer(List<String> topics, JobFormats formats, Questions questions) {
    this.topics = List.copyOf(topics);
    this.formats = formats;
    this.questions = questions;
  }

  /**
   * Looks at records and proposes.
   *
   * @param records of each partition in their order
   * @return at least one proposal, that of most records first
   * @throws DefinitionException when nothing can be made of the records
   */
  public List<Proposal> propose(List<TopicRecord> records) {
    Encoding encoding = Encoding.of(records, formats);
    List<SampledRecord> sample = sample(records, encoding);
    List<Kind> kinds = kinds(sample, encoding);
    List<Proposal> proposals = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (Kind kind : kinds) {
      try {
        DetectorDraft draft =
            new DetectorDraft(topics, formats, questions, encoding, kind, kinds.size() > 1);
        proposals.add(draft.propose(records));
      } catch (DefinitionException none) {
        String which =
            kind.mapping() == null ? "other records" : kind.mapping().name() + " records";
        reasons.add(which + ": " + none.getMessage());
      }
    }
    if (proposals.isEmpty()) {
      throw new DefinitionException("--topic: " + String.join("; ", reasons));
    }
    reasons.forEach(reason -> LOG.warn("No detector for {}", PrintableText.of(reason)));
    proposals.sort(Comparator.comparingLong(Proposal::records).reversed());
    return proposals;
  }

  private List<SampledRecord> sample(List<TopicRecord> records, Encoding encoding) {
    RecordTree trees = RecordTree.of(encoding.encoding(), formats);
    List<TopicRecord> whole = records.stream().filter(record -> record.value() != null).toList();
    List<SampledRecord> sample = new ArrayList<>();
    String reason = "";
    // A stretch of consecutive records shows which come at the same moment.
    int from = Math.max(0, (whole.size() - LOOKED_AT) / 2);
    for (TopicRecord record : whole.subList(from, Math.min(whole.size(), from + LOOKED_AT))) {
      byte[] value = record.value();
      try {
        if (value != null) {
          sample.add(new SampledRecord(record, trees.read(value)));
        }
      } catch (WireException wrong) {
        reason = String.valueOf(wrong.getMessage());
      }
    }
    if (sample.size() < FEWEST) {
      throw new DefinitionException(
          "--topic: holds %d records that can be read, too few for a proposal%s"
              .formatted(sample.size(), reason.isEmpty() ? "" : "; " + reason));
    }
    return sample;
  }

  /** The records by the preset that reads them. */
  private List<Kind> kinds(List<SampledRecord> sample, Encoding encoding) {
    List<SampledRecord> left = new ArrayList<>(sample);
    List<Kind> kinds = new ArrayList<>();
    for (Mapping mapping : mappings(sample, encoding)) {
      List<SampledRecord> read = left.stream().filter(record -> reads(mapping, record)).toList();
      if (read.size() >= Math.max(FEWEST, RARE * sample.size())) {
        kinds.add(new Kind(mapping, read));
        left.removeAll(new HashSet<>(read));
      }
    }
    // What a preset passes over is often of the same program and of no use, such as its messages.
    boolean many = left.size() >= Math.max(FEWEST, 0.1 * sample.size());
    if (kinds.isEmpty() || (many && !isOfAPreset(kinds, left))) {
      kinds.add(new Kind(null, left));
    }
    return kinds;
  }

  /** Presets that read some of the records, those that read most of them first. */
  private static List<Mapping> mappings(List<SampledRecord> sample, Encoding encoding) {
    if (encoding.encoding().format() != EventFormat.JSON) {
      return List.of();
    }
    int every = Math.max(1, sample.size() / TRIED);
    Map<Mapping, Integer> counts = new LinkedHashMap<>();
    for (Mapping mapping : Mapping.all()) {
      for (int i = 0; i < sample.size(); i += every) {
        if (reads(mapping, sample.get(i))) {
          counts.merge(mapping, 1, Integer::sum);
        }
      }
    }
    return counts.keySet().stream()
        .sorted(Comparator.comparingInt((Mapping mapping) -> -counts.getOrDefault(mapping, 0)))
        .toList();
  }

  private static boolean isOfAPreset(List<Kind> kinds, List<SampledRecord> left) {
    Map<String, Integer> presets = new HashMap<>();
    for (Kind kind : kinds) {
      Mapping mapping = kind.mapping();
      if (mapping != null) {
        presets.merge(mapping.name(), 1, Integer::sum);
        boolean selects = !mapping.selection().where().isEmpty();
        long fitting = left.stream().filter(record -> fits(mapping, record)).count();
        if (selects && kinds.size() == 1 || fitting > left.size() / 2) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean reads(Mapping mapping, SampledRecord record) {
    return new Events(mapping.selection().each(), false)
        .of(List.of(record)).stream().anyMatch(mapping::reads);
  }

  private static boolean fits(Mapping mapping, SampledRecord record) {
    return new Events(mapping.selection().each(), false)
        .of(List.of(record)).stream().anyMatch(mapping::fits);
  }

  /** As a definition writes one text or several. */
  static JsonNode oneOrMany(List<String> texts) {
    if (texts.size() == 1) {
      return JsonNodeFactory.instance.textNode(texts.get(0));
    }
    ArrayNode many = JsonNodeFactory.instance.arrayNode();
    texts.forEach(many::add);
    return many;
  }

  /** Fields in the order in which definitions have them. */
  static ObjectNode ordered(ObjectNode fields, List<String> order) {
    ObjectNode sorted = JsonNodeFactory.instance.objectNode();
    order.stream().filter(fields::has).forEach(name -> sorted.set(name, fields.get(name)));
    fields.properties().forEach(field -> sorted.set(field.getKey(), field.getValue()));
    return sorted;
  }
}
