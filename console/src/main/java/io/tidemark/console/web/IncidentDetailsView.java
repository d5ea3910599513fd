package io.tidemark.console.web;

import io.tidemark.console.fleet.Reading;
import io.tidemark.console.incident.Sentence;
import io.tidemark.console.incident.WebAddress;
import io.tidemark.console.store.IncidentDetails;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.FeatureDeviation;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.feedback.RaisedThresholds.Raised;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One incident opened; times in milliseconds since 1970.
 *
 * @param kind what is wrong: an anomaly, or what ails the sensor
 * @param phase whether the key was still warming up
 * @param note what to know or to do, where features do not say it
 * @param runbook address of what to do; null for none
 * @param tags what the key's events say of it, by name
 * @param raised thresholds of the key that feedback has raised
 * @param replay the command that recomputes it; null for kinds that are not computed from events
 * @param related other incidents of its situation, the most telling first, some of them
 */
record IncidentDetailsView(
    IncidentView incident,
    String kind,
    String phase,
    @Nullable String note,
    @Nullable String runbook,
    Map<String, String> tags,
    @Nullable String comment,
    Model model,
    List<Raised> raised,
    @Nullable String replay,
    List<Message> messages,
    List<Score> scores,
    List<ActionView> actions,
    List<IncidentView> related) {

  record Model(String name, String version, String digest, String provider) {}

  record Message(
      int sequence,
      String state,
      String severity,
      String sentence,
      long time,
      long windowStart,
      long windowEnd,
      @Nullable Double score,
      @Nullable Double threshold,
      @Nullable Double pValue,
      @Nullable Double autoencoderScore,
      @Nullable Double companionScore,
      double imputedShare,
      boolean silenced,
      List<Feature> features,
      List<Source> sources) {}

  record Feature(
      String name,
      @Nullable String unit,
      @Nullable Double observed,
      @Nullable Double expected,
      @Nullable Double share,
      @Nullable Double normalLow,
      @Nullable Double normalHigh,
      @Nullable Double worst) {}

  record Source(String topic, int partition, long first, long last) {}

  record Score(long time, @Nullable Double score, @Nullable Double threshold) {}

  /**
   * @param silenced whether a silence holds back a message
   */
  static IncidentDetailsView of(
      IncidentDetails details,
      IncidentView incident,
      List<IncidentView> related,
      Predicate<AnomalyAlert> silenced) {
    AnomalyAlert newest = details.messages().get(details.messages().size() - 1);
    var model = newest.getModel();
    return new IncidentDetailsView(
        incident,
        newest.getKind().name(),
        newest.getPhase().name(),
        printable(newest.getNote()),
        WebAddress.of(newest.getRunbook()),
        tags(newest),
        details.comment(),
        new Model(
            PrintableText.of(model.getName()),
            PrintableText.of(model.getVersion()),
            PrintableText.of(model.getDigest()),
            PrintableText.of(model.getProvider())),
        details.raised().stream()
            .map(one -> new Raised(PrintableText.of(one.feature()), one.factor(), one.judgements()))
            .toList(),
        replay(newest),
        details.messages().stream().map(alert -> message(alert, silenced.test(alert))).toList(),
        details.scores().stream().map(IncidentDetailsView::score).toList(),
        details.actions().stream().map(ActionView::of).toList(),
        related);
  }

  private static Map<String, String> tags(AnomalyAlert alert) {
    Map<String, String> tags = new TreeMap<>();
    alert
        .getTags()
        .forEach((name, value) -> tags.put(PrintableText.of(name), PrintableText.of(value)));
    return tags;
  }

  private static @Nullable String printable(@Nullable String text) {
    return text == null ? null : PrintableText.of(text);
  }

  private static @Nullable String replay(AnomalyAlert alert) {
    return alert.getKind() == AlertKind.ANOMALY
        ? "./tidemark replay --config pipeline.yaml --alert "
            + quoted(PrintableText.of(alert.getAlertId()))
        : null;
  }

  /** An id comes from whoever may write alerts; pasted into a shell it must stay one word. */
  private static String quoted(String id) {
    return id.matches("[A-Za-z0-9._-]+") ? id : "'" + id.replace("'", "'\\''") + "'";
  }

  private static Message message(AnomalyAlert alert, boolean silenced) {
    return new Message(
        alert.getSequence(),
        alert.getState().name(),
        alert.getSeverity().name(),
        Sentence.of(alert),
        alert.getUpdatedAt().toEpochMilli(),
        alert.getWindowStart().toEpochMilli(),
        alert.getWindowEnd().toEpochMilli(),
        Json.finite(alert.getScore()),
        Json.finite(alert.getThreshold()),
        Json.finite(alert.getPValue()),
        alert.getAutoencoderScore(),
        alert.getCompanionScore(),
        alert.getImputedShare(),
        silenced,
        alert.getFeatures().stream().map(IncidentDetailsView::feature).toList(),
        alert.getSources().stream()
            .map(
                range ->
                    new Source(
                        PrintableText.of(range.getTopic()),
                        range.getPartition(),
                        range.getFirstOffset(),
                        range.getLastOffset()))
            .toList());
  }

  private static Feature feature(FeatureDeviation deviation) {
    return new Feature(
        PrintableText.of(deviation.getFeature()),
        printable(deviation.getUnit()),
        Json.finite(deviation.getObserved()),
        Json.finite(deviation.getExpected()),
        Json.finite(deviation.getShare()),
        finite(deviation.getNormalLow()),
        finite(deviation.getNormalHigh()),
        finite(deviation.getWorst()));
  }

  private static @Nullable Double finite(@Nullable Double value) {
    return value == null ? null : Json.finite(value);
  }

  private static Score score(Reading reading) {
    return new Score(
        reading.windowEnd().toEpochMilli(),
        Json.finite(reading.score()),
        Json.finite(reading.threshold()));
  }
}
