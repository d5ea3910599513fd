package io.tidemark.detector.window;

import static io.tidemark.detector.window.Unwatched.CLOCK_SET;
import static io.tidemark.detector.window.Unwatched.GAP;
import static io.tidemark.detector.window.Unwatched.READING_MISSING;
import static io.tidemark.detector.window.Unwatched.STRIDE;
import static io.tidemark.detector.window.Unwatched.WARM_UP;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.RoundTrip;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Windows of 4 ticks of a second; a value is carried for 3. */
class UnwatchedTest {
  private static final String RAW =
      Definitions.PUMP.replace("baseline: {per: key, warmup: 12}", "baseline: {per: model}");

  @Test
  void aKeyWarmsUpUntilItsFirstWindowIsWhole() {
    assertThat(reasons(RAW, seconds(0, 8))).isEqualTo(all(WARM_UP, 0, 1, 2));
  }

  @Test
  void aKeyWithABaselineOfItsOwnWarmsUpUntilItKnowsIt() {
    assertThat(reasons(Definitions.PUMP, seconds(0, 20)))
        .isEqualTo(all(WARM_UP, IntStream.range(0, 12).toArray()));
  }

  @Test
  void aGapLastsUntilTheWindowIsWholeAgain() {
    List<Observation> stream = new ArrayList<>(seconds(0, 6));
    stream.addAll(seconds(10, 16));

    assertThat(reasons(RAW, stream)).isEqualTo(and(all(WARM_UP, 0, 1, 2), all(GAP, 10, 11, 12)));
  }

  @Test
  void aMissingReadingLastsUntilTheWindowIsWholeAgain() {
    List<Observation> stream = new ArrayList<>();
    for (int second = 0; second < 16; second++) {
      double pressure = second < 5 || second > 9 ? second : Double.NaN;
      stream.add(SensorStream.at("p", second * 1000L, second, second, pressure));
    }

    // Carried in 5, 6 and 7, missing in 8 and 9.
    assertThat(reasons(RAW, stream))
        .isEqualTo(and(all(WARM_UP, 0, 1, 2), all(READING_MISSING, 8, 9, 10, 11, 12)));
  }

  @Test
  void onlyAKeyOfWhichEveryReadingIsMissingIsNotWatched() {
    List<Observation> one = new ArrayList<>();
    List<Observation> none = new ArrayList<>();
    for (int second = 0; second < 20; second++) {
      one.add(SensorStream.at("p", second * 1000L, second, second, Double.NaN));
      none.add(SensorStream.at("p", second * 1000L, second, Double.NaN, Double.NaN));
    }

    assertThat(reasons(Definitions.PUMP, one).values()).hasSize(12).containsOnly(WARM_UP);
    assertThat(reasons(Definitions.PUMP, none).values()).hasSize(20).containsOnly(READING_MISSING);
  }

  @Test
  void aTickBetweenTwoWindowsIsNamedAsSuch() {
    String strided = RAW.replace("stride: 1", "stride: 3");

    assertThat(reasons(strided, seconds(0, 8)))
        .isEqualTo(and(all(WARM_UP, 0, 1, 2), all(STRIDE, 4, 5, 7)));
  }

  @Test
  void aClockThatWasSetLastsUntilTheWindowIsWholeAgain() {
    List<Observation> stream = new ArrayList<>(seconds(1000, 1010));
    stream.addAll(seconds(500, 520));

    Map<Long, Unwatched> reasons = reasons(RAW, stream);

    // Late for a window's length of log time, so that no tick closes; then 4 ticks to be whole.
    assertThat(reasons).containsAllEntriesOf(all(WARM_UP, 1000, 1001, 1002));
    reasons.keySet().removeIf(second -> second >= 1000);
    assertThat(reasons.values()).hasSize(3).containsOnly(CLOCK_SET);
  }

  private static List<Observation> seconds(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(second -> SensorStream.at("p", second * 1000L, second, second % 3, second % 5))
        .toList();
  }

  private static Map<Long, Unwatched> all(Unwatched reason, int... seconds) {
    return IntStream.of(seconds)
        .boxed()
        .collect(toMap(Integer::longValue, second -> reason, (one, two) -> one, TreeMap::new));
  }

  private static Map<Long, Unwatched> and(Map<Long, Unwatched> one, Map<Long, Unwatched> two) {
    Map<Long, Unwatched> both = new TreeMap<>(one);
    both.putAll(two);
    return both;
  }

  /**
   * By second; its events are written a second apart, and its state goes through its bytes after
   * each. Ticks with a window are not in it.
   */
  private static Map<Long, Unwatched> reasons(String yaml, List<Observation> stream) {
    DetectorDefinition definition = Definitions.parse(yaml);
    Map<Long, Unwatched> reasons = new TreeMap<>();
    KeyWindows windows = new KeyWindows(definition);
    KeyWindow state = windows.start();
    WindowSink sink =
        new WindowSink() {
          @Override
          public void accept(Window window) {
            if (window.phase() == Window.Phase.LIVE) {
              assertThat(reasons).doesNotContainKey(window.endMillis() / 1000 - 1);
            }
          }

          @Override
          public void unwatched(String key, long endMillis, Unwatched reason) {
            assertThat(key).isEqualTo("p");
            assertThat(reasons.put(endMillis / 1000 - 1, reason)).isNull();
          }
        };
    for (int i = 0; i < stream.size(); i++) {
      long log = 1_000_000 + i * 1000L;
      windows.add(state, stream.get(i), log, log, sink);
      state = RoundTrip.of(state, KeyWindow::write, KeyWindow::read);
    }
    windows.advance(state, "p", Long.MAX_VALUE, sink);
    return reasons;
  }
}
