package io.tidemark.export.preview;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Feature;
import io.tidemark.detector.tick.Observation;
import io.tidemark.export.evaluation.IncidentRecord;
import io.tidemark.schemas.FeatureDeviation;
import io.tidemark.schemas.PrintableText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the page of a preview gets. */
final class PreviewJson {
  private static final int MOST_KEYS = 60;
  private static final int MOST_INCIDENTS = 2_000;
  private static final int MOST_UNJUDGED = 200;
  private static final int MOST_POINTS = 2_000;
  private static final int FEWEST_POINTS = 200;

  /** Of all charts together; it keeps the page to some megabytes. */
  private static final int VALUES = 500_000;

  private static final MathContext DIGITS = new MathContext(7);

  private final Preview preview;
  private final DetectorDefinition definition;
  private final List<String> features;
  private final List<JudgedKey> shown;

  PreviewJson(Preview preview) {
    this.preview = preview;
    definition = preview.history().definition();
    features = definition.featureNames();
    shown = shown();
  }

  /** Keys with incidents first, those without a verdict last. */
  private List<JudgedKey> shown() {
    Map<String, Long> reported = byKey(List.of(preview.defined()));
    Map<String, Long> all = byKey(preview.judgements());
    Comparator<JudgedKey> order =
        Comparator.<JudgedKey>comparingLong(key -> reported.getOrDefault(key.name(), 0L))
            .thenComparingLong(key -> all.getOrDefault(key.name(), 0L))
            .thenComparing(JudgedKey::hasVerdict)
            .reversed()
            .thenComparing(JudgedKey::name);
    return preview.history().keys().stream().sorted(order).limit(MOST_KEYS).toList();
  }

  private static Map<String, Long> byKey(List<Judgement> judgements) {
    return judgements.stream()
        .flatMap(judgement -> judgement.incidents().stream())
        .collect(Collectors.groupingBy(IncidentRecord::key, Collectors.counting()));
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("detector", definition.name());
    json.put("tickSeconds", definition.window().tick().toMillis() / 1000.0);
    json.put("perKey", definition.baseline().per() == Baseline.Per.KEY);
    json.put("keys", preview.keys());
    json.put("judgedKeys", preview.judgedKeys());
    json.put("whyNoVerdict", clean(preview.whyNoVerdict()));
    span(json.putArray("span"), preview.span());
    TimeSpan judged = preview.judgedSpan();
    if (judged != null) {
      span(json.putArray("judged"), judged);
      json.put("brief", judged.length().compareTo(Duration.ofDays(1)) < 0);
    }
    ArrayNode names = json.putArray("features");
    for (Feature feature : definition.features()) {
      names
          .addObject()
          .put("name", clean(feature.name()))
          .put("unit", feature.unit() == null ? null : clean(feature.unit()));
    }
    ArrayNode judgements = json.putArray("judgements");
    preview.judgements().forEach(judgement -> judgement(judgements.addObject(), judgement));
    ObjectNode sensors = json.putObject("sensorReports");
    preview.sensorReports().forEach((kind, count) -> sensors.put(PreviewText.words(kind), count));
    ArrayNode unjudged = json.putArray("unjudged");
    List<UnjudgedKey> without = preview.unjudged();
    json.put("unjudgedCount", without.size());
    without.stream()
        .limit(MOST_UNJUDGED)
        .forEach(
            key ->
                unjudged
                    .addObject()
                    .put("key", clean(key.key()))
                    .put("reason", key.reason().words())
                    .put("words", clean(key.words())));
    charts(json.putArray("charts"));
    return json;
  }

  private static void span(ArrayNode json, TimeSpan span) {
    json.add(seconds(span.from())).add(seconds(span.to()));
  }

  private void judgement(ObjectNode json, Judgement judgement) {
    json.put("name", judgement.name());
    json.put("sensitivity", judgement.sensitivity() != null);
    json.put("defined", judgement.defined());
    json.put("count", judgement.incidents().size());
    json.put("perDay", Double.isNaN(judgement.perDay()) ? null : (Double) judgement.perDay());
    Map<String, Integer> charts = new HashMap<>();
    shown.forEach(key -> charts.put(key.name(), charts.size()));
    ArrayNode incidents = json.putArray("incidents");
    judgement.incidents().stream()
        .limit(MOST_INCIDENTS)
        .forEach(
            incident ->
                incident(incidents.addObject(), incident, charts.getOrDefault(incident.key(), -1)));
  }

  private void incident(ObjectNode json, IncidentRecord incident, int chart) {
    Instant ended = incident.resolvedAt();
    json.put("key", clean(incident.key()));
    json.put("chart", chart);
    json.put("from", seconds(incident.openedAt()));
    json.put("to", ended == null ? null : (Double) seconds(ended));
    json.put("severity", incident.severity().name());
    ArrayNode reasons = json.putArray("reasons");
    for (FeatureDeviation feature : incident.features()) {
      reasons
          .addObject()
          .put("feature", features.indexOf(feature.getFeature()))
          .put("observed", feature.getObserved())
          .put("expected", feature.getExpected())
          .put("share", feature.getShare());
    }
  }

  private void charts(ArrayNode json) {
    int charts = Math.max(1, shown.size() * features.size());
    int points = Math.max(FEWEST_POINTS, Math.min(MOST_POINTS, VALUES / charts));
    Map<String, List<Observation>> observations = observations();
    for (JudgedKey key : shown) {
      ObjectNode chart = json.addObject();
      chart.put("key", clean(key.name()));
      chart.put("judged", key.hasVerdict());
      Long warmedUp = key.warmedUp();
      chart.put("warmedUp", warmedUp == null ? null : (Double) (warmedUp / 1000.0));
      List<Observation> own = Objects.requireNonNull(observations.get(key.name()));
      KeySignal signal = KeySignal.of(definition, own);
      chart.put("thinned", signal.length() > points);
      signal(chart, signal.points(points));
      ArrayNode normal = chart.putArray("normal");
      for (int f = 0; f < features.size(); f++) {
        normal(normal.addArray(), key.normal().steps(f));
      }
    }
  }

  private Map<String, List<Observation>> observations() {
    Map<String, List<Observation>> byKey = new HashMap<>();
    shown.forEach(key -> byKey.put(key.name(), new ArrayList<>()));
    for (Observation observation : preview.observations()) {
      List<Observation> own = byKey.get(observation.key());
      if (own != null) {
        own.add(observation);
      }
    }
    return byKey;
  }

  private void signal(ObjectNode chart, List<KeySignal.Point> points) {
    ArrayNode time = chart.putArray("time");
    points.forEach(point -> time.add(point.millis() / 1000.0));
    ArrayNode values = chart.putArray("values");
    for (int f = 0; f < features.size(); f++) {
      ArrayNode line = values.addArray();
      for (KeySignal.Point point : points) {
        number(line, point.values()[f]);
      }
    }
  }

  private static void normal(ArrayNode json, List<NormalRange.Step> steps) {
    for (NormalRange.Step step : steps) {
      ArrayNode one = json.addArray().add(step.millis() / 1000.0);
      number(one, step.low());
      number(one, step.high());
    }
  }

  private static void number(ArrayNode json, double value) {
    if (Double.isFinite(value)) {
      json.add(BigDecimal.valueOf(value).round(DIGITS).stripTrailingZeros());
    } else {
      json.addNull();
    }
  }

  private static double seconds(Instant time) {
    return time.toEpochMilli() / 1000.0;
  }

  private static @Nullable String clean(@Nullable String text) {
    return text == null ? null : PrintableText.oneLine(text, 500);
  }
}
