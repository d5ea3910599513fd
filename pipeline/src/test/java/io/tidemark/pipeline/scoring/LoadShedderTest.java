package io.tidemark.pipeline.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.config.Scoring.Shedding;
import java.time.Duration;
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

  /** How many of ten keys' windows that end at the same time are left out. */
  private int shed(Window.Phase phase, long now) {
    int shed = 0;
    for (int key = 0; key < 10; key++) {
      shed += shedder.sheds(Windows.of("pump", "k" + key, phase, 0), now) ? 1 : 0;
    }
    return shed;
  }
}
