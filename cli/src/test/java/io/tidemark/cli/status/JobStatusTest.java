package io.tidemark.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.fleet.KeyName;
import io.tidemark.console.intake.CoverageReader.Said;
import io.tidemark.schemas.BlindReason;
import io.tidemark.schemas.Coverage;
import io.tidemark.schemas.CoverageState;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobStatusTest {
  private static final Instant NOW = Instant.parse("2026-01-05T07:00:00Z");

  private final JobStatus.Builder builder = new JobStatus.Builder();

  @Test
  void theNewestRecordOfAKeyCountsAndAForgottenKeyIsNotThere() {
    say("a", CoverageState.WATCHED, null, 60);
    say("a", CoverageState.BLIND, BlindReason.READING_MISSING, 30);
    say("b", CoverageState.WATCHED, null, 20);
    say("c", CoverageState.WATCHED, null, 10);
    builder.add(new Said(new KeyName("plant", "c"), null, NOW));
    say("*", CoverageState.BLIND, BlindReason.LATE, 0);

    DetectorStatus plant = status(false).detectors().get(0);

    assertThat(plant.watched()).isOne();
    assertThat(plant.blind()).isOne();
    assertThat(plant.reasons()).isEqualTo(Map.of("reading missing", 1));
    assertThat(plant.keys()).extracting(KeyStatus::key).containsExactly("a");
    assertThat(status(true).detectors().get(0).keys())
        .extracting(KeyStatus::key)
        .containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void aKeyOfWhichNothingHasBeenSaidForHoursIsNotCalledWatched() {
    say("old", CoverageState.WATCHED, null, 4 * 3600);
    say("new", CoverageState.WATCHED, null, 0);

    DetectorStatus plant = status(false).detectors().get(0);

    assertThat(plant.watched()).isOne();
    assertThat(plant.unknown()).isOne();
    assertThat(plant.keys()).extracting(KeyStatus::state).containsExactly("unknown");
  }

  @Test
  void aTopicWithoutANewRecordIsStaleAndSoIsAnEmptyOne() {
    assertThat(status(false).stale()).isTrue();
    say("a", CoverageState.WATCHED, null, 301);
    assertThat(status(false).stale()).isTrue();
    say("*", CoverageState.WATCHED, null, 299);
    assertThat(status(false).stale()).isFalse();
  }

  @Test
  void aDetectorThatIsConfiguredIsListedWithoutKeys() {
    JobStatus status =
        builder.build("coverage", NOW, Duration.ofMinutes(5), List.of("idle"), null, false);

    assertThat(status.detectors()).extracting(DetectorStatus::name).containsExactly("idle");
    assertThat(text(status)).isEqualTo("idle: 0 keys, 0 watched, 0 warming up, 0 blind\n");
  }

  @Test
  void theTableShowsTheFirstFiftyAndSaysHowManyMoreThereAre() {
    for (int key = 0; key < 60; key++) {
      say("k" + key, CoverageState.BLIND, BlindReason.SILENT, key);
    }

    assertThat(text(status(false)))
        .startsWith("plant: 60 keys, 0 watched, 0 warming up, 60 blind (60 silent)\n")
        .contains("blind: silent  since ")
        .endsWith("  and 10 more; --all shows them\n");
  }

  private JobStatus status(boolean every) {
    return builder.build("coverage", NOW, Duration.ofMinutes(5), List.of(), null, every);
  }

  private static String text(JobStatus status) {
    StringWriter text = new StringWriter();
    StatusText.print(status, false, new PrintWriter(text, true));
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  private void say(String key, CoverageState state, @Nullable BlindReason reason, int secondsAgo) {
    Coverage coverage =
        Coverage.newBuilder()
            .setDetector("plant")
            .setKey(key)
            .setState(state)
            .setReason(reason)
            .setSince(NOW)
            .build();
    builder.add(new Said(new KeyName("plant", key), coverage, NOW.minusSeconds(secondsAgo)));
  }
}
