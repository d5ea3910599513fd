package io.tidemark.detector.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.RoundTrip;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AdaptiveStrideTest {
  private static final int WARMUP = 200;
  private static final DetectorDefinition ADAPTIVE =
      Definitions.parse(
          Definitions.PUMP
              .replace("warmup: 12", "warmup: " + WARMUP)
              .replace("stride: 1", "stride: {adaptive: {min: 1, max: 10}}"));

  @Test
  void aCalmKeyIsScoredSeldom() {
    List<Long> ends = liveEnds(SensorStream.noisy("p", 1200, 5000, 3), 0);
    assertThat(ends.size()).isBetween(90, 400);
    assertThat(gaps(ends)).allMatch(gap -> gap >= 1 && gap <= 10);
  }

  @Test
  void anUnusualKeyIsScoredEveryTick() {
    List<Long> ends = liveEnds(SensorStream.noisy("p", 1200, 700, 3), 0);
    assertThat(ends).containsSequence(seconds(701, 710));
  }

  @Test
  void aKeyThatStaysUnusualIsScoredSeldomAgain() {
    List<Observation> stream = SensorStream.noisy("p", 600, 5000, 3);
    for (int second = 600; second < 800; second++) {
      stream.add(SensorStream.at("p", second * 1000L, second, 30 + second % 7, 3));
    }
    List<Long> ends = liveEnds(stream, 0);
    assertThat(ends).containsSequence(seconds(601, 620));
    assertThat(ends.stream().filter(end -> end > 640_000)).hasSizeLessThanOrEqualTo(17);
  }

  @Test
  void aRestoreAnywhereChangesNothing() {
    List<Observation> stream = SensorStream.noisy("p", 500, 300, 5);
    List<Long> whole = liveEnds(stream, 0);
    for (int seed = 1; seed < 6; seed++) {
      assertThat(liveEnds(stream, seed)).isEqualTo(whole);
    }
  }

  private static Long[] seconds(int first, int last) {
    Long[] ends = new Long[last - first + 1];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = (first + i) * 1000L;
    }
    return ends;
  }

  private static List<Long> gaps(List<Long> ends) {
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < ends.size(); i++) {
      gaps.add((ends.get(i) - ends.get(i - 1)) / 1000);
    }
    return gaps;
  }

  /**
   * Ends of the live windows.
   *
   * @param restores seed of the places where the state is written and read back; 0 for none
   */
  private static List<Long> liveEnds(List<Observation> stream, int restores) {
    KeyWindows windows = new KeyWindows(ADAPTIVE);
    KeyWindow state = windows.start();
    Random random = new Random(restores);
    List<Long> ends = new ArrayList<>();
    for (Observation observation : stream) {
      long log = observation.eventTimeMillis();
      windows.add(
          state,
          observation,
          log,
          log,
          window -> {
            if (window.phase() == Window.Phase.LIVE) {
              ends.add(window.endMillis());
            }
          });
      if (restores > 0 && random.nextInt(9) == 0) {
        state = RoundTrip.of(state, KeyWindow::write, KeyWindow::read);
      }
    }
    return ends;
  }
}
