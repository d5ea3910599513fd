package io.tidemark.pipeline.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.SensorStream;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.Refusal;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.schemas.BlindReason;
import io.tidemark.schemas.Coverage;
import io.tidemark.schemas.CoverageState;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the detect operator says of its keys' coverage. Key {@code a} is silent from 50 s on. */
class CoverageOperatorTest {
  private static final String YAML = PumpDetectors.PUMP.replace("warmup: 60", "warmup: 30");
  private static final long START = 1_700_000_000_000L;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void saysOnceThatAKeyIsSilentAndAfterARestoreNothingOfItAgain(String backend) throws Exception {
    OperatorSubtaskState saved;
    try (DetectHarness harness = open(backend, 64, null)) {
      send(harness, "a", 0, 50);
      harness.barrier();
      assertThat(last(harness, "a").getState()).isEqualTo(CoverageState.WATCHED);
      harness.logIsReadTo(START + 49_000 + 6_000);
      saved = harness.barrier();
      assertThat(last(harness, "a").getReason()).isEqualTo(BlindReason.SILENT);
      assertThat(harness.coverageChanges().stream().mapToInt(change -> change.known()).sum())
          .isOne();
      assertThat(harness.coverageChanges().stream().mapToInt(change -> change.watched()).sum())
          .isZero();
    }
    try (DetectHarness harness = open(backend, 64, saved)) {
      harness.logIsReadTo(START + 300_000);
      harness.barrier();
      assertThat(harness.coverage()).isEmpty();
      send(harness, "a", 400, 410);
      harness.barrier();
      assertThat(last(harness, "a").getState()).isEqualTo(CoverageState.WATCHED);
      assertThat(harness.coverage())
          .extracting(Coverage::getReason)
          .containsExactly(BlindReason.GAP, null);
    }
  }

  @Test
  void aKeyThatIsForgottenIsEnded() throws Exception {
    try (DetectHarness harness = open("heap", 1, null)) {
      send(harness, "a", 0, 50);
      harness.logIsReadTo(START + 49_000 + DetectHarness.FORGET_AFTER.toMillis());

      assertThat(last(harness, "a").getState()).isEqualTo(CoverageState.FORGOTTEN);
      assertThat(harness.coverageChanges().stream().mapToInt(change -> change.keys()).sum())
          .isZero();
    }
  }

  @Test
  void aDeadLetterIsTheReasonOfAKeyThatIsKnown() throws Exception {
    try (DetectHarness harness = open("heap", 1, null)) {
      send(harness, "a", 0, 50);
      for (int second = 50; second < 60; second++) {
        harness.send(refused("a", second, BlindReason.UNDECODABLE, false));
        harness.send(refused("unknown", second, BlindReason.UNDECODABLE, false));
        harness.send(refused("other", second, BlindReason.INVALID, true));
      }

      assertThat(last(harness, "a").getReason()).isEqualTo(BlindReason.UNDECODABLE);
      assertThat(last(harness, "other").getReason()).isEqualTo(BlindReason.INVALID);
      assertThat(harness.coverage()).noneMatch(coverage -> coverage.getKey().equals("unknown"));
    }
  }

  private DetectHarness open(String backend, int batch, @Nullable OperatorSubtaskState saved)
      throws Exception {
    Detectors detectors = PumpDetectors.in(folder, YAML);
    return DetectHarness.open(backend, detectors, batch, saved);
  }

  private static Coverage last(DetectHarness harness, String key) {
    List<Coverage> of =
        harness.coverage().stream().filter(coverage -> coverage.getKey().equals(key)).toList();
    return of.get(of.size() - 1);
  }

  private static void send(DetectHarness harness, String key, int from, int to) throws Exception {
    for (int second = from; second < to; second++) {
      double wave = Math.sin(second * 1.7);
      harness.send(SensorStream.at(key, START + second * 1000L, second, 10 + wave, 3 + 0.5 * wave));
    }
  }

  private static Observation refused(String key, int second, BlindReason reason, boolean certain) {
    return Observation.refused(
        "pump",
        key,
        2,
        START + second * 1000L,
        new SourcePosition(0, second),
        new Refusal(reason, certain));
  }
}
