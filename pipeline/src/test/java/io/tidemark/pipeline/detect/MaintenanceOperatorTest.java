package io.tidemark.pipeline.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.SensorStream;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.control.SilenceChange;
import io.tidemark.schemas.Silence;
import io.tidemark.schemas.SilenceKind;
import io.tidemark.schemas.WindowScore;
import io.tidemark.schemas.silence.SilenceRule;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator in a maintenance: silences come by broadcast and are part of its state. */
class MaintenanceOperatorTest {
  private static final String YAML =
      PumpDetectors.PUMP
          .replace("warmup: 60", "warmup: 40")
          .replace("model: {path: pump.onnx, provider: cpu}", "model: none");
  private static final long START = 1_700_000_000_000L;

  @TempDir Path folder;
  private Detectors detectors;

  @BeforeEach
  void make() throws Exception {
    detectors = PumpDetectors.in(folder, YAML);
  }

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void aRestoreGoesOnWithTheMaintenance(String backend) throws Exception {
    List<WindowScore> expected;
    try (DetectHarness harness = open(backend, null, List.of())) {
      harness.tell(maintenance());
      send(harness, 0, 300);
      harness.end();
      expected = harness.scores();
    }
    List<WindowScore> found = new ArrayList<>();
    OperatorSubtaskState saved;
    try (DetectHarness harness = open(backend, null, List.of())) {
      harness.tell(maintenance());
      send(harness, 0, 150);
      saved = harness.barrier();
      found.addAll(harness.scores());
    }
    try (DetectHarness harness = open(backend, saved, List.of())) {
      send(harness, 150, 300);
      harness.end();
      found.addAll(harness.scores());
    }

    assertThat(found).isEqualTo(expected);
    assertThat(scores(null, null)).as("without it").isNotEqualTo(expected);
  }

  @Test
  void whatWasWrittenBeforeTheJobIsKnownBeforeTheFirstEvent() throws Exception {
    List<WindowScore> sent = scores(null, maintenance());
    List<WindowScore> known = scores(new SilenceChange("s", maintenance()), null);

    assertThat(known).isEqualTo(sent);
  }

  @Test
  void aMaintenanceThatIsEndedOrForgottenOrLearnsPausesNothing() throws Exception {
    List<WindowScore> expected = scores(null, null);
    Silence learns = maintenance();
    learns.setLearn(true);

    assertThat(scores(new SilenceChange("s", maintenance()), learns)).isEqualTo(expected);
    assertThat(
            scores(
                new SilenceChange("s", maintenance()),
                SilenceRule.of(maintenance()).endedBy("kim", Instant.ofEpochMilli(START))))
        .isEqualTo(expected);
  }

  private List<WindowScore> scores(@Nullable SilenceChange known, @Nullable Silence sent)
      throws Exception {
    try (DetectHarness harness = open("heap", null, known == null ? List.of() : List.of(known))) {
      if (sent != null) {
        harness.tell(sent);
      }
      send(harness, 0, 300);
      harness.end();
      return harness.scores();
    }
  }

  private static Silence maintenance() {
    return Silence.newBuilder()
        .setId("s")
        .setKeys("*")
        .setKind(SilenceKind.LATER)
        .setLearn(false)
        .setFrom(Instant.ofEpochMilli(START + 100_000))
        .setUntil(Instant.ofEpochMilli(START + 200_000))
        .setCreatedAt(Instant.ofEpochMilli(START))
        .build();
  }

  private DetectHarness open(
      String backend, @Nullable OperatorSubtaskState saved, List<SilenceChange> known)
      throws Exception {
    return DetectHarness.open(backend, detectors, saved, known);
  }

  private static void send(DetectHarness harness, int from, int to) throws Exception {
    harness.sendAll(
        SensorStream.noisy("k", to, 10_000, 3).subList(from, to).stream()
            .map(
                event ->
                    SensorStream.at(
                        "k",
                        START + event.eventTimeMillis(),
                        event.source().offset(),
                        event.values()))
            .toList());
  }
}
