package io.tidemark.export.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.export.evaluation.KeyMetrics.EventOutcome;
import io.tidemark.export.evaluation.KeyMetrics.Labelled;
import io.tidemark.schemas.FeatureDeviation;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The content of {@code metrics.json}. */
final class MetricsJson {
  private MetricsJson() {}

  static ObjectNode of(Metrics metrics) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    figures(json, metrics);
    EvaluatedTable table = metrics.table();
    json.put("keys", metrics.keys().size());
    json.put("ticks", metrics.ticks());
    json.put("rows", table.rows());
    json.put("lateRows", table.lateRows());
    json.put("windowsScored", table.windows());
    json.put("samples", metrics.keys().stream().mapToLong(KeyMetrics::judged).sum());
    Reasons.put(json.putObject("ticksUnwatched"), metrics.ticksUnwatched());
    ArrayNode silent = json.putArray("featuresWithoutValue");
    metrics.featuresWithoutValue().forEach(silent::add);
    ArrayNode warmUps = json.putArray("warmUps");
    metrics.warmUps().forEach(report -> warmUps.add(report.toString()));
    json.put("alarmSamples", metrics.keys().stream().mapToLong(KeyMetrics::alarms).sum());
    json.put("incidentsOpened", metrics.incidents().size());
    if (metrics.hasLabels()) {
      confusion(json.putObject("confusion"), metrics.counts());
    }
    standardErrors(json.putObject("standardErrors"), metrics);
    protocol(json.putObject("protocol"), table);
    ArrayNode keys = json.putArray("perKey");
    metrics.keys().forEach(key -> key(keys.addObject(), key));
    if (metrics.hasLabels()) {
      ArrayNode events = json.putArray("labelledEvents");
      metrics.keys().forEach(key -> events(events, key));
    }
    ArrayNode incidents = json.putArray("incidents");
    metrics.incidents().forEach(incident -> incident(incidents.addObject(), incident));
    return json;
  }

  private static void figures(ObjectNode json, Metrics metrics) {
    boolean labels = metrics.hasLabels();
    EventCounts events = metrics.events();
    number(json, "rocAuc", metrics.rocAuc().value());
    number(json, "prAuc", metrics.prAuc().value());
    number(json, "vusPr", metrics.vusPr().value());
    number(json, "vusRoc", metrics.vusRoc().value());
    number(json, "baseRate", metrics.baseRate().value());
    json.put("events", labels ? events.events() : null);
    json.put("eventsDetected", labels ? events.detected() : null);
    if (labels) {
      Reasons.put(json.putObject("eventsUnwatched"), events.unwatched());
    } else {
      json.putNull("eventsUnwatched");
    }
    json.put("eventsNotCounted", labels ? metrics.table().unmatched().count() : null);
    number(json, "eventRecall", events.recall());
    number(json, "eventPrecision", events.precision());
    number(json, "eventF1", events.f1());
    json.put("falseAlarms", labels ? events.falseAlarms() : null);
    number(json, "falseAlarmsPerDay", events.falseAlarmsPerDay());
    number(json, "normalSeconds", labels ? events.normalSeconds() : Double.NaN);
    number(json, "medianDelaySeconds", events.medianDelay());
    number(json, "medianCloseDelaySeconds", metrics.closeDelaySeconds().value());
    number(json, "duplicatesPerEventFound", metrics.duplicates().value());
    number(json, "falseIncidentsPerDay", metrics.falseIncidentsPerDay().value());
    number(json, "explainedShare", metrics.explained().value());
    number(json, "explainedShareByChance", metrics.explainedByChance());
    json.put("incidentsToExplain", metrics.incidentsToExplain());
    Confusion counts = metrics.counts();
    number(json, "precision", labels ? counts.precision() : Double.NaN);
    number(json, "recall", labels ? counts.recall() : Double.NaN);
    number(json, "f1", labels ? counts.f1() : Double.NaN);
    number(json, "far", labels ? counts.far() : Double.NaN);
    number(json, "mar", labels ? counts.mar() : Double.NaN);
  }

  private static void confusion(ObjectNode json, Confusion counts) {
    json.put("truePositives", counts.truePositives());
    json.put("falsePositives", counts.falsePositives());
    json.put("falseNegatives", counts.falseNegatives());
    json.put("trueNegatives", counts.trueNegatives());
  }

  private static void standardErrors(ObjectNode json, Metrics metrics) {
    number(json, "rocAuc", metrics.rocAuc().standardError());
    number(json, "prAuc", metrics.prAuc().standardError());
    number(json, "vusPr", metrics.vusPr().standardError());
    number(json, "vusRoc", metrics.vusRoc().standardError());
    number(json, "baseRate", metrics.baseRate().standardError());
    number(json, "eventRecall", metrics.eventRecall().standardError());
    number(json, "falseAlarmsPerDay", metrics.falseAlarmsPerDay().standardError());
    number(json, "eventF1", metrics.eventF1().standardError());
    number(json, "medianDelaySeconds", metrics.openDelaySeconds().standardError());
    number(json, "medianCloseDelaySeconds", metrics.closeDelaySeconds().standardError());
    number(json, "duplicatesPerEventFound", metrics.duplicates().standardError());
    number(json, "falseIncidentsPerDay", metrics.falseIncidentsPerDay().standardError());
    number(json, "explainedShare", metrics.explained().standardError());
  }

  private static void protocol(ObjectNode json, EvaluatedTable table) {
    json.put("detector", table.definition().name());
    json.put("data", table.data());
    json.put("model", table.model().name());
    json.put("modelVersion", table.model().version());
    json.put("modelDigest", table.digest());
    json.put("samples", "ticks with a verdict: after the key's warm-up, with a whole window");
    json.put("eventRecall", "over all labelled events, those included that nobody watched");
    json.put("areas", "mean over the keys that have both classes");
    json.put("counts", "pooled over keys; far and mar in percent");
    json.put("eventSource", table.eventSource());
    json.put("tickSeconds", table.definition().window().tick().toMillis() / 1000.0);
    json.put("vusBuffer", table.buffer());
    json.put("vusThresholds", VolumeUnderSurface.THRESHOLDS);
    json.put("mergeSamples", table.rules().merge());
    json.put("graceSeconds", table.rules().grace().toMillis() / 1000.0);
    json.put("renotifySeconds", table.rules().renotify().toMillis() / 1000.0);
  }

  private static void key(ObjectNode json, KeyMetrics key) {
    json.put("key", key.key());
    json.put("ticks", key.ticks());
    json.put("samples", key.judged());
    Reasons.put(json.putObject("ticksUnwatched"), key.unwatched());
    json.put("alarmSamples", key.alarms());
    json.put("incidentsOpened", key.incidents().size());
    Labelled labels = key.labels();
    if (labels == null) {
      return;
    }
    number(json, "baseRate", labels.baseRate());
    number(json, "rocAuc", labels.rocAuc());
    number(json, "prAuc", labels.prAuc());
    number(json, "vusPr", labels.volume().pr());
    number(json, "vusRoc", labels.volume().roc());
    json.put("events", labels.events().events());
    json.put("eventsDetected", labels.events().detected());
    Reasons.put(json.putObject("eventsUnwatched"), labels.events().unwatched());
    json.put("falseAlarms", labels.events().falseAlarms());
    number(json, "falseAlarmsPerDay", labels.falseAlarmsPerDay());
    number(
        json,
        "medianDelaySeconds",
        EventStatistics.median(
            labels.events().delays().stream().mapToDouble(delay -> delay).toArray()));
    number(json, "f1", labels.counts().f1());
    number(json, "far", labels.counts().far());
    number(json, "mar", labels.counts().mar());
  }

  private static void events(ArrayNode json, KeyMetrics key) {
    for (EventOutcome outcome : Objects.requireNonNull(key.labels()).outcomes()) {
      LabelledEvent event = outcome.event();
      ObjectNode one = json.addObject();
      one.put("key", key.key());
      one.put("start", event.start().toString());
      one.put("end", event.end().toString());
      one.put("detected", outcome.delay().isPresent());
      number(one, "delaySeconds", outcome.delay().orElse(Double.NaN));
      one.put("ticks", event.ticks());
      one.put("ticksWatched", event.watchedTicks());
      Reasons.put(one.putObject("ticksUnwatched"), event.unwatched());
      one.put("unwatched", event.reason() == null ? null : event.reason().name());
    }
  }

  private static void incident(ObjectNode json, IncidentRecord incident) {
    json.put("alertId", incident.alertId());
    json.put("key", incident.key());
    json.put("openedAt", incident.openedAt().toString());
    json.put("resolvedAt", text(incident.resolvedAt()));
    json.put("severity", incident.severity().name());
    json.put("peakScore", incident.peakScore());
    json.put("threshold", incident.threshold());
    ArrayNode features = json.putArray("features");
    for (FeatureDeviation feature : incident.features()) {
      features
          .addObject()
          .put("feature", feature.getFeature())
          .put("unit", feature.getUnit())
          .put("observed", feature.getObserved())
          .put("expected", feature.getExpected())
          .put("share", feature.getShare());
    }
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }

  private static void number(ObjectNode json, String name, double value) {
    json.put(name, Double.isNaN(value) ? null : (Double) value);
  }
}
