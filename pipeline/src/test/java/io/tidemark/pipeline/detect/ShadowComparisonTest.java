package io.tidemark.pipeline.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.calibration.LevelTail;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ControlOutcome;
import io.tidemark.schemas.ShadowReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShadowComparisonTest {
  private final ShadowComparison comparison = new ShadowComparison("pump", "5ad0", "7", 3);

  @Test
  void countsOnWhatTheModelsAgree() {
    add(1, true, 1, true);
    for (int i = 0; i < 2; i++) {
      add(1, true, 1, false);
    }
    for (int i = 0; i < 3; i++) {
      add(1, false, 1, true);
    }
    for (int i = 0; i < 4; i++) {
      add(1, false, 1, false);
    }

    ShadowReport report = report();

    assertThat(report.getWindows()).isEqualTo(10);
    assertThat(report.getBoth()).isEqualTo(1);
    assertThat(report.getOnlyServing()).isEqualTo(2);
    assertThat(report.getOnlyCandidate()).isEqualTo(3);
  }

  /** Pearson's coefficient of (1, 2, 3, 4) and (2, 1, 4, 3) is 0.6. */
  @Test
  void correlatesLogarithmsOfTheScores() {
    double[] serving = {1, 2, 3, 4};
    double[] candidate = {2, 1, 4, 3};
    for (int i = 0; i < serving.length; i++) {
      add(Math.expm1(serving[i]), false, Math.expm1(candidate[i]), false);
    }

    assertThat(report().getCorrelation()).isCloseTo(0.6, within(1e-9));
  }

  /** Pearson's coefficient of (1, 2, 6) and (9, 8, 4) is -1: their sum is always 10. */
  @Test
  void aModelThatSaysTheOppositeCorrelatesNegatively() {
    double[] serving = {1, 2, 6};
    for (double level : serving) {
      add(Math.expm1(level), false, Math.expm1(10 - level), false);
    }

    assertThat(report().getCorrelation()).isCloseTo(-1, within(1e-9));
  }

  @Test
  void scoresThatNeverChangeHaveNoCorrelation() {
    add(5, false, 1, false);
    add(5, false, 2, false);

    assertThat(report().getCorrelation()).isNull();
  }

  @Test
  void saysWhoIsComparedWhereAndAtWhatCost() {
    ControlEvent event = comparison.report(1.5, 2.5);

    assertThat(event.getDetector()).isEqualTo("pump");
    assertThat(event.getOutcome()).isEqualTo(ControlOutcome.SHADOW_REPORT);
    assertThat(event.getDigest()).isEqualTo("5ad0");
    assertThat(event.getVersion()).isEqualTo("7");
    assertThat(event.getShadow().getSubtask()).isEqualTo(3);
    assertThat(event.getShadow().getServingMicros()).isEqualTo(1.5);
    assertThat(event.getShadow().getCandidateMicros()).isEqualTo(2.5);
  }

  private void add(double serving, boolean alarm, double candidate, boolean candidateAlarm) {
    comparison.add(verdict(serving, alarm), verdict(candidate, candidateAlarm));
  }

  private static Verdict verdict(double score, boolean anomalous) {
    Window window =
        new Window(
            "pump",
            "a",
            Window.Phase.LIVE,
            0,
            4000,
            new float[8],
            new double[2],
            null,
            0,
            List.of());
    ScoredWindow scored = new ScoredWindow(window, 1, new float[2], new float[2], new float[0]);
    LevelTail tail = new LevelTail(0.5, 0.2, 0.1);
    return new Verdict(
        scored,
        Math.log1p(score),
        tail,
        true,
        score,
        score,
        1,
        1,
        0.5,
        anomalous,
        0,
        Double.NaN,
        Double.NaN);
  }

  private ShadowReport report() {
    return comparison.report(1, 1).getShadow();
  }
}
