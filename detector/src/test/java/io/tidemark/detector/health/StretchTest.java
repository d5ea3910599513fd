package io.tidemark.detector.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Twenty at the least. */
class StretchTest {
  private final Stretch stretch = new Stretch(20);

  @Test
  void fiveTimesAsLongAsEverIsAllowedAndNeverLessThanTheShortest() {
    assertThat(stretch.allowed(0)).isEqualTo(20);
    assertThat(stretch.allowed(4)).isEqualTo(20);
    assertThat(stretch.allowed(7)).isEqualTo(35);
  }

  @Test
  void theLimitIsKnownWhenTenTimesAsMuchHasBeenSeen() {
    assertThat(stretch.known(199, 1)).isFalse();
    assertThat(stretch.known(200, 1)).isTrue();
    assertThat(stretch.known(349, 7)).isFalse();
    assertThat(stretch.known(350, 7)).isTrue();
  }

  @Test
  void whatWasTrueAllTheTimeIsNeverKnown() {
    for (long all = 1; all < 1_000_000; all = all * 3 / 2 + 1) {
      assertThat(stretch.known(all, all)).isFalse();
    }
  }

  @Test
  void whatIsNotToldCountsInFull() {
    assertThat(stretch.after(2, 19, false)).isEqualTo(19);
    assertThat(stretch.after(19, 2, false)).isEqualTo(19);
  }

  @Test
  void whatIsToldAtMostDoublesWhatIsAllowed() {
    assertThat(stretch.allowed(stretch.after(2, 1_000_000, true))).isEqualTo(40);
    assertThat(stretch.allowed(stretch.after(8, 1_000_000, true))).isEqualTo(80);
    assertThat(stretch.allowed(stretch.after(8, 9, true))).isEqualTo(45);
  }

  @Test
  void aShortWindowSaysLittleOfSensors() {
    assertThat(Stretch.fewestTicks(2)).isEqualTo(20);
    assertThat(Stretch.fewestTicks(60)).isEqualTo(60);
  }
}
