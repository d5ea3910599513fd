package io.tidemark.detector.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.RoundTrip;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyLevelTest {

  @Test
  void whatHasBeenHighForLongRanksUnderWhatHasJustRisen() {
    KeyLevel level = new KeyLevel();
    for (int window = 0; window < 400; window++) {
      level.rank(0.3);
    }
    double rise = level.rank(2);
    double later = rise;
    for (int window = 0; window < 1000; window++) {
      later = level.rank(2);
    }
    assertThat(later).isLessThan(rise - 0.5).isGreaterThan(0.5 * 2);
  }

  @Test
  void aStrongWindowIsRememberedInProportionToItsLevel() {
    assertThat(windowsRemembered(1)).isBetween(60, 80);
    assertThat(windowsRemembered(3)).isBetween(250, 280);
  }

  /** Windows after one of this level until one of a level of .3 ranks as before. */
  private static int windowsRemembered(double strong) {
    KeyLevel level = new KeyLevel();
    double usual = 0;
    for (int window = 0; window < 5000; window++) {
      usual = level.rank(0.3);
    }
    assertThat(level.rank(strong)).isGreaterThan(usual);
    int windows = 0;
    while (level.rank(0.3) > usual) {
      windows++;
    }
    return windows;
  }

  @Test
  void ranksAsTheRecipeDoes() {
    Random random = new Random(4);
    KeyLevel level = new KeyLevel();
    double peak = 0;
    double usual = 0;
    for (int n = 1; n <= 1000; n++) {
      double l = Math.abs(random.nextGaussian());
      peak = n == 1 ? l : Math.max(l, peak - 0.01);
      double before = n == 1 ? l : usual;
      usual += Math.max(0.005, 1.0 / n) * (l - usual);
      assertThat(level.rank(l)).isCloseTo(0.75 * l + 0.25 * peak - 0.4 * before, within(1e-12));
    }
  }

  @Test
  void isReadAsItWasWritten() {
    KeyLevel level = new KeyLevel();
    level.rank(1);
    level.rank(2);
    level.evidence(KeyEvidence.of(new double[] {1, 2, 3}));
    level.counted(true);
    level.servedBy(7);
    KeyLevel read = RoundTrip.of(level, KeyLevel::write, KeyLevel::read);
    assertThat(read).usingRecursiveComparison().isEqualTo(level);
  }
}
