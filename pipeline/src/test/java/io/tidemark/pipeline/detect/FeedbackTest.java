package io.tidemark.pipeline.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.SensorStream;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.control.FeedbackGiven;
import io.tidemark.pipeline.control.Steering;
import io.tidemark.pipeline.control.SteeringFormat;
import io.tidemark.pipeline.type.BinaryType;
import io.tidemark.pipeline.type.Serialized;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Verdict;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two pumps whose currents jump at the same time; feedback on one of them. */
class FeedbackTest {
  private static final int JUMP = 200;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void feedbackRaisesTheThresholdOfItsKeyAlsoAfterARestore(String backend) throws Exception {
    OperatorSubtaskState saved;
    try (DetectHarness harness = open(backend, null)) {
      send(harness, 0, 150);
      harness.tell(noise("a", 0));
      harness.tell(noise("b", 1));
      saved = harness.barrier();
    }
    try (DetectHarness harness = open(backend, saved)) {
      send(harness, 150, 230);
      harness.end();

      assertThat(opening(harness, "judged").getThreshold()).isGreaterThan(70);
      assertThat(opening(harness, "judged").getNote()).contains("Feedback");
      assertThat(opening(harness, "other").getThreshold()).isEqualTo(20);
    }
  }

  @Test
  void feedbackThatIsWithdrawnBeforeItCountsChangesNothing() throws Exception {
    try (DetectHarness harness = open("heap", null)) {
      AlertFeedback withdrawal = noise("a", 10);
      withdrawal.setWithdrawn(true);
      harness.tell(noise("a", 0));
      harness.tell(withdrawal);
      send(harness, 0, 230);
      harness.end();

      assertThat(opening(harness, "judged").getThreshold()).isEqualTo(20);
    }
  }

  @Test
  void feedbackIsReadAsItWasWritten() throws Exception {
    BinaryType<Steering> type = new BinaryType<>(new SteeringFormat());
    Steering given = new FeedbackGiven(noise("a", 0));

    assertThat(Serialized.read(type, Serialized.write(type, given))).isEqualTo(given);
  }

  private static AnomalyAlert opening(DetectHarness harness, String key) {
    return harness.alerts().stream()
        .filter(alert -> alert.getState() == AlertState.OPEN && alert.getKey().equals(key))
        .findFirst()
        .orElseThrow();
  }

  private DetectHarness open(String backend, @Nullable OperatorSubtaskState saved)
      throws Exception {
    Detectors detectors = PumpDetectors.in(folder, PumpDetectors.PUMP);
    return DetectHarness.open(backend, detectors, 16, saved);
  }

  private static void send(DetectHarness harness, int from, int to) throws Exception {
    List<Observation> judged = SensorStream.noisy("judged", to, JUMP, 1);
    List<Observation> other = SensorStream.noisy("other", to, JUMP, 1);
    for (int second = from; second < to; second++) {
      harness.sendAll(List.of(judged.get(second), other.get(second)));
    }
  }

  private static AlertFeedback noise(String alertId, int second) {
    return AlertFeedback.newBuilder()
        .setAlertId(alertId)
        .setSequence(0)
        .setDetector("pump")
        .setKey("judged")
        .setVerdict(Verdict.NOISE)
        .setTime(Instant.ofEpochSecond(second))
        .setFeatures(List.of("current"))
        .build();
  }
}
