package io.tidemark.export.preview;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Threshold;
import io.tidemark.export.evaluation.IncidentRecord;
import io.tidemark.schemas.Sensitivity;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The incidents of a history at one threshold.
 *
 * @param threshold what they were judged by
 * @param incidents those of the highest severity first
 * @param perDay incidents a day of the whole detector; NaN where no key has a verdict
 * @param defined whether it is the definition's own threshold
 */
record Judgement(
    Threshold threshold, List<IncidentRecord> incidents, double perDay, boolean defined) {

  static Judgement of(
      Threshold threshold, JudgedHistory history, IncidentLog log, DetectorDefinition definition) {
    List<IncidentRecord> incidents = log.worstFirst();
    return new Judgement(
        threshold,
        incidents,
        history.perDay(incidents.size()),
        threshold.equals(definition.threshold()));
  }

  /** The sensitivity that the threshold has a name by; null where it has none. */
  @Nullable Sensitivity sensitivity() {
    return threshold instanceof Threshold.Evidence evidence ? evidence.sensitivity() : null;
  }

  /** The threshold for people. */
  String name() {
    if (threshold instanceof Threshold.Fixed fixed) {
      return "threshold " + Figures.number(fixed.value());
    }
    if (threshold instanceof Threshold.Rate rate) {
      return String.format(Locale.ROOT, "rate of %s a day", Figures.number(rate.alertsPerDay()));
    }
    return String.valueOf(sensitivity());
  }
}
