package io.tidemark.pipeline.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.LogLines;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.config.Scoring.Shedding;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadShedderTest {
  private static final long END = 4000;
  private static final long AFTER = 10_000;
  private static final int STRIDE = 5;

  private final LoadShedder shedder =
      new LoadShedder(
          new Shedding(Duration.ofMillis(AFTER), STRIDE), detector -> Definitions.pump());

  @Test
  void leavesOutOnlyWhatIsOlderThanItMayBe() {
    assertThat(shed(Window.Phase.LIVE, END + AFTER)).isZero();
    assertThat(shed(Window.Phase.LIVE, END + AFTER + 1)).isPositive();
  }

  @Test
  void learningMissesNoWindow() {
    assertThat(shed(Window.Phase.CALIBRATION, END + 1000 * AFTER)).isZero();
  }

  @Test
  void saysOnceThatItHasFallenBehindAndOnceThatItHasCaughtUp() {
    List<String> said =
        saidDuring(
            () -> {
              for (long start = 0; start < 50_000; start += 1000) { // at the edge
                shedder.sheds(live("pump", start), start + END + AFTER + start / 1000 % 2);
              }
              shedder.sheds(live("pump", 108_000), 112_000);
              shedder.sheds(live("pump", 119_001), 123_001);
              shedder.sheds(live("pump", 120_001), 124_001);
            });

    assertThat(said).containsExactly("WARN pump", "INFO pump");
  }

  @Test
  void aDetectorThatWaitsLongerForEventsDoesNotSpeakForAnother() {
    List<String> said =
        saidDuring(
            () -> {
              for (long start = 0; start < 200_000; start += 1000) {
                shedder.sheds(live("patient", start), start + END + AFTER + 1);
                shedder.sheds(live("pump", start), start + END);
              }
            });

    assertThat(said).containsExactly("WARN patient");
  }

  private static Window live(String detector, long start) {
    return window(detector, "k", Window.Phase.LIVE, start);
  }

  private static Window window(String detector, String key, Window.Phase phase, long start) {
    return new Window(
        detector, key, phase, start, start + END, new float[8], new double[2], null, 0, List.of());
  }

  /** Level and detector of what it logs. */
  private static List<String> saidDuring(Runnable work) {
    try (LogLines log = LogLines.of(LoadShedder.class)) {
      work.run();
      return log.lines().stream()
          .map(line -> line.replaceFirst("(WARN|INFO) Scoring of detector (\\w+) .*", "$1 $2"))
          .toList();
    }
  }

  /** How many of ten keys' windows that end at the same time are left out. */
  private int shed(Window.Phase phase, long now) {
    int shed = 0;
    for (int key = 0; key < 10; key++) {
      shed += shedder.sheds(window("pump", "k" + key, phase, 0), now) ? 1 : 0;
    }
    return shed;
  }
}
