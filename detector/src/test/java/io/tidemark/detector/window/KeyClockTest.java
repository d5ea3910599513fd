package io.tidemark.detector.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.RoundTrip;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Ticks of 1 s, 2 s of lateness, windows of 4: a key is silent after 4 s of log time, and its clock
 * counts as set after 8 s without an event that fits.
 */
class KeyClockTest {
  private static final long HOUR = 3_600_000;
  private static final long GLITCH = 4_000_000_000_000L;

  private static final DetectorDefinition RAW =
      Definitions.parse(
          Definitions.PUMP.replace("baseline: {per: key, warmup: 12}", "baseline: {per: model}"));

  private final Key key = new Key();

  /** A key, its state through its binary form before each event. */
  private static final class Key {
    private final KeyWindows windows = new KeyWindows(RAW);
    private final List<Window> out = new ArrayList<>();
    private int clockSet;
    private KeyWindow state = windows.start();

    private final WindowSink sink =
        new WindowSink() {
          @Override
          public void accept(Window window) {
            out.add(window);
          }

          @Override
          public void clockSet() {
            clockSet++;
          }
        };

    /** An event in partition 0 that says the log time itself. */
    boolean event(long millis) {
      return event(millis, millis);
    }

    boolean event(long millis, long log) {
      return event(0, millis, log, log);
    }

    boolean event(int partition, long millis, long log, long watermark) {
      return event(partition, millis, log, watermark, log / 1000.0);
    }

    boolean event(int partition, long millis, long log, long watermark, double value) {
      state = RoundTrip.of(state, KeyWindow::write, KeyWindow::read);
      double[] values = {value, value};
      SourcePosition source = new SourcePosition(partition, log);
      Observation event = new Observation("pump", "p", millis * 1000, values, source);
      return windows.add(state, event, log, watermark, sink);
    }

    void advance(long log) {
      windows.advance(state, "p", log, sink);
    }

    List<Long> ends() {
      return out.stream().map(Window::endMillis).toList();
    }
  }

  @Test
  void theSlowestPartitionCountsWhileItHasLatelySpoken() {
    key.event(1, 0, 0, 0);
    for (int second = 0; second < 10; second++) {
      key.event(0, second * 1000L, second * 1000L, 0); // partition 1 is read no further than 0 s
    }
    assertThat(key.state.lastClosed).isEqualTo(KeyWindow.NO_TICK);
    assertThat(key.windows.due(key.state)).isEqualTo(4000);
    key.event(1, 5000, 5000, 3999);
    assertThat(key.state.lastClosed).isEqualTo(2); // by the slower clock, which stands at 5 s
    assertThat(key.windows.due(key.state)).isEqualTo(9000);
    key.advance(8999);
    assertThat(key.state.lastClosed).isEqualTo(2);
    key.advance(9000);
    assertThat(key.state.lastClosed).isEqualTo(6); // by the clock of partition 0, at 9 s
    assertThat(key.windows.due(key.state)).isEqualTo(13_000);
  }

  @Test
  void aPartitionIsSilentByTheWatermarkAndNotByAnotherPartitionThatIsReadAhead() {
    key.event(0, 0, 0, 0);
    key.event(1, 0, 0, 0);
    assertThat(key.event(0, 60_000, 60_000, 1000)).isTrue();
    for (int second = 1; second < 60; second++) {
      assertThat(key.event(1, second * 1000L, second * 1000L, second * 1000L)).isTrue();
    }
    assertThat(key.ends().get(0)).isEqualTo(4000);
    assertThat(key.ends()).hasSize(54);
  }

  @Test
  void theOnlyPartitionOfAKeyIsNeverTooSilent() {
    key.event(0);
    assertThat(key.event(0, HOUR, HOUR, HOUR)).isTrue();
    key.advance(2 * HOUR);
    assertThat(key.state.clock.now()).isEqualTo(HOUR);
  }

  @Test
  void aSilentKeysTicksCloseAlikeByATimerAndByItsNextEvent() {
    Key timed = new Key();
    for (int second = 0; second < 6; second++) {
      key.event(second * 1000L);
      timed.event(second * 1000L);
    }
    assertThat(timed.windows.due(timed.state)).isEqualTo(9000);
    timed.advance(8999);
    assertThat(timed.ends()).isEmpty();
    timed.advance(9000);
    assertThat(timed.ends()).containsExactly(4000L, 5000L, 6000L);
    assertThat(timed.windows.due(timed.state)).isEqualTo(Long.MAX_VALUE);
    // Its tick would be open by the key's own clock.
    assertThat(timed.event(5500, 9000)).isFalse();
    assertThat(key.event(5500, 9000)).isFalse();
    assertThat(key.ends()).isEqualTo(timed.ends());
    timed.event(10_000);
    key.event(10_000);
    assertThat(bytes(key)).isEqualTo(bytes(timed));
  }

  @Test
  void aClockThatIsAlwaysAheadOrBehindIsNotBlind() {
    for (long offset : new long[] {HOUR, -HOUR, 980_000_000_000L}) {
      Key off = new Key();
      for (int second = 0; second < 60; second++) {
        assertThat(off.event(second * 1000L + offset, second * 1000L)).isTrue();
      }
      assertThat(off.ends()).hasSize(54);
    }
  }

  @Test
  void aKeyMayBeSilentForAnHourAndGoOn() {
    key.event(0);
    assertThat(key.event(HOUR)).isTrue();
    assertThat(key.event(HOUR + 1000)).isTrue();
  }

  @Test
  void anEventFarInTheFutureChangesNothing() {
    Key without = new Key();
    for (int second = 0; second < 40; second++) {
      if (second % 10 == 5) {
        assertThat(key.event(GLITCH, second * 1000L)).isFalse();
        assertThat(key.windows.lateBy(key.state, at(GLITCH))).isZero();
      }
      assertThat(key.event(second * 1000L)).isTrue();
      without.event(second * 1000L);
    }
    assertThat(key.out).usingRecursiveComparison().isEqualTo(without.out);
    assertThat(key.clockSet).isZero();
  }

  @Test
  void aKeyWhoseFirstEventIsFarInTheFutureIsWatchedAfterAWindowLengthAndItsSilence() {
    key.event(GLITCH, 0);
    for (int second = 1; second < 30; second++) {
      assertThat(key.event(second * 1000L)).isEqualTo(second >= 9);
    }
    assertThat(key.clockSet).isEqualTo(1);
    assertThat(key.ends().get(0)).isEqualTo(13_000);
  }

  @Test
  void aClockThatIsSetBackOrForwardIsWatchedAgainAfterAWindowLengthAndItsSilence() {
    for (long step : new long[] {-HOUR, HOUR}) {
      Key set = new Key();
      for (int second = 0; second < 20; second++) {
        assertThat(set.event(second * 1000L)).isTrue();
      }
      for (int second = 20; second < 60; second++) {
        assertThat(set.event(second * 1000L + step, second * 1000L)).isEqualTo(second >= 28);
      }
      assertThat(set.clockSet).isEqualTo(1);
      List<Long> ends = set.ends();
      assertThat(ends).contains(20_000L, 32_000L + step).doesNotContain(31_000L + step);
      assertThat(ends).hasSize(17 + 26);
      Window first = set.out.get(ends.indexOf(32_000L + step));
      assertThat(first.values()).containsExactly(28, 28, 29, 29, 30, 30, 31, 31);
      assertThat(first.imputedShare()).isZero();
    }
  }

  @Test
  void oldEventsThatComeAgainAmongCurrentOnesChangeNothing() {
    Key without = new Key();
    for (int second = 0; second < 90; second++) {
      long millis = second * 1000L;
      if (second >= 30) {
        assertThat(key.event(millis - 30_000, millis)).isFalse();
        assertThat(key.event(millis - 20_000, millis)).isFalse();
      }
      assertThat(key.event(millis)).isTrue();
      without.event(millis);
    }
    assertThat(key.out).usingRecursiveComparison().isEqualTo(without.out);
    assertThat(key.clockSet).isZero();
  }

  @Test
  void aTickWithoutEventsClosesToo() {
    key.event(0);
    key.event(10_000);
    assertThat(key.event(5000, 10_000)).isFalse();
    assertThat(key.windows.lateBy(key.state, at(5000))).isEqualTo(2000);
    assertThat(key.event(8000, 10_000)).isTrue();
  }

  @Test
  void eventsOfTheSameTimeAllCount() {
    for (int second = 0; second < 8; second++) {
      key.event(0, second * 1000L, second * 1000L, second * 1000L, 1);
      key.event(0, second * 1000L, second * 1000L, second * 1000L, 3);
    }
    assertThat(key.out.get(0).values()).containsExactly(2, 3, 2, 3, 2, 3, 2, 3);
  }

  @Test
  void whatIsCertainForAKeyOfOnePartitionIsItsOwnLog() {
    Observation event = at(0);
    assertThat(key.windows.certain(key.state, event, 9000, 5000)).isEqualTo(9000);
    key.event(0);
    assertThat(key.windows.certain(key.state, event, 9000, 5000)).isEqualTo(9000);
    key.event(1, 0, 0, 0);
    assertThat(key.windows.certain(key.state, event, 9000, 5000)).isEqualTo(5000);
  }

  @Test
  void partitionsOfTwoTopicsAreTwoWhateverTheirNumbers() {
    key.event(0);
    SourcePosition elsewhere = new SourcePosition("other", 0, 0, Long.MIN_VALUE);
    Observation event = new Observation("pump", "p", 1000, new double[2], elsewhere);
    assertThat(key.windows.certain(key.state, event, 9000, 5000)).isEqualTo(5000);
  }

  private static Observation at(long millis) {
    return new Observation("pump", "p", millis * 1000, new double[2], new SourcePosition(0, 0));
  }

  private static byte[] bytes(Key key) {
    return RoundTrip.bytes(key.state, KeyWindow::write);
  }
}
