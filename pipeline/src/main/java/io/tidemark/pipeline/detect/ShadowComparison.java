package io.tidemark.pipeline.detect;

import io.tidemark.detector.calibration.Verdict;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ControlOutcome;
import io.tidemark.schemas.ShadowReport;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** How a model in the shadow compares with the one that serves, on one subtask since it started. */
final class ShadowComparison {
  private static final int REPORT_EVERY = 200;

  private final String detector;
  private final String digest;
  private final String version;
  private final int subtask;
  private long windows;
  private long onlyServing;
  private long onlyCandidate;
  private long both;
  private double meanServing;
  private double meanCandidate;
  private double varServing;
  private double varCandidate;
  private double covariance;

  ShadowComparison(String detector, String digest, String version, int subtask) {
    this.detector = detector;
    this.digest = digest;
    this.version = version;
    this.subtask = subtask;
  }

  boolean isOf(String candidate) {
    return digest.equals(candidate);
  }

  /** Takes both verdicts on one window; whether it is time for a report. */
  boolean add(Verdict serving, Verdict candidate) {
    windows++;
    if (serving.anomalous() && candidate.anomalous()) {
      both++;
    } else if (serving.anomalous()) {
      onlyServing++;
    } else if (candidate.anomalous()) {
      onlyCandidate++;
    }
    correlate(serving.level(), candidate.level());
    return windows % REPORT_EVERY == 0;
  }

  /** Welford's update. */
  private void correlate(double x, double y) {
    double dx = x - meanServing;
    double dy = y - meanCandidate;
    meanServing += dx / windows;
    meanCandidate += dy / windows;
    varServing += dx * (x - meanServing);
    varCandidate += dy * (y - meanCandidate);
    covariance += dx * (y - meanCandidate);
  }

  /**
   * The figures so far.
   *
   * @param servingMicros what a window costs the serving model
   * @param candidateMicros what it costs the candidate
   */
  ControlEvent report(double servingMicros, double candidateMicros) {
    return report(servingMicros, candidateMicros, null, null);
  }

  /**
   * The figures so far.
   *
   * @param keys keys of the detector here; null where nobody counted
   * @param ready those that are calibrated for the candidate
   */
  ControlEvent report(
      double servingMicros, double candidateMicros, @Nullable Long keys, @Nullable Long ready) {
    return ControlEvent.newBuilder()
        .setTime(Instant.now().truncatedTo(ChronoUnit.MICROS))
        .setDetector(detector)
        .setOutcome(ControlOutcome.SHADOW_REPORT)
        .setDigest(digest)
        .setVersion(version)
        .setShadow(
            new ShadowReport(
                subtask,
                windows,
                onlyServing,
                onlyCandidate,
                both,
                correlation(),
                servingMicros,
                candidateMicros,
                keys,
                ready))
        .build();
  }

  private @Nullable Double correlation() {
    double spread = Math.sqrt(varServing * varCandidate);
    return spread > 0 ? covariance / spread : null;
  }
}
