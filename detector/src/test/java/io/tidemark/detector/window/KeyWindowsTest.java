package io.tidemark.detector.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.RoundTrip;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.definition.Aggregate;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.OffsetRange;
import io.tidemark.detector.tick.SourcePosition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyWindowsTest {
  /** Raw windows from the first tick on. */
  private static final String RAW =
      Definitions.PUMP.replace("baseline: {per: key, warmup: 12}", "baseline: {per: model}");

  private final DetectorDefinition raw = Definitions.parse(RAW);

  @Test
  void closesATickWhenTheKeysOwnEventsHavePassedItsEndByTheLateness() {
    KeyWindows windows = new KeyWindows(raw);
    KeyWindow state = windows.start();
    List<Window> out = new ArrayList<>();
    for (int second = 0; second < 4; second++) {
      assertThat(add(windows, state, second * 1000L, out)).isTrue();
    }
    assertThat(add(windows, state, 5999, out)).isTrue();
    assertThat(out).isEmpty();
    assertThat(add(windows, state, 6000, out)).isTrue();
    assertThat(out).hasSize(1);
    assertThat(out.get(0).startMillis()).isZero();
    assertThat(out.get(0).endMillis()).isEqualTo(4000);
    assertThat(out.get(0).sources()).containsExactly(new OffsetRange(0, 0, 3));
  }

  @Test
  void anEventAfterTheCloseIsLateAndChangesNothing() {
    KeyWindows windows = new KeyWindows(raw);
    KeyWindow state = windows.start();
    List<Window> out = new ArrayList<>();
    Observation late = SensorStream.at("p", 500, 9, 99, 99);
    add(windows, state, 0, out);
    add(windows, state, 2999, out);
    assertThat(windows.add(state, late, 2999, 2999, out::add)).isTrue();
    add(windows, state, 3100, out);
    assertThat(windows.add(state, late, 3100, 3100, out::add)).isFalse();
    assertThat(windows.lateBy(state, late)).isEqualTo(100);
  }

  /** An event whose values are its second, and whose offset too, read as soon as it was made. */
  private static boolean add(KeyWindows windows, KeyWindow state, long millis, List<Window> out) {
    long second = millis / 1000;
    Observation event = SensorStream.at("p", millis, second, second, second);
    return windows.add(state, event, millis, millis, out::add);
  }

  @Test
  void carriesTheLastValueOverAShortGapAndSaysSo() {
    List<Window> out = run(raw, observations(0, 1, 2, 5));
    assertThat(out).hasSize(1);
    assertThat(out.get(0).values()).containsExactly(2, 2, 2, 2, 2, 2, 5, 5);
    assertThat(out.get(0).imputedShare()).isEqualTo(0.5f);
    assertThat(out.get(0).sources()).containsExactly(new OffsetRange(0, 2, 5));
  }

  @Test
  void startsOverAfterALongGap() {
    List<Window> out = run(raw, observations(0, 1, 2, 3, 8, 9, 10, 11));
    assertThat(out).extracting(Window::endMillis).containsExactly(4000L, 12_000L);
    assertThat(out.get(1).imputedShare()).isZero();
  }

  @Test
  void noValueIsCarriedOverALongGap() {
    List<Observation> stream = observations(0, 1, 2, 3, 8, 9, 10, 11, 12);
    stream.set(4, SensorStream.at("p", 8_000, 8, 8, Double.NaN));
    List<Window> out = run(raw, stream);
    assertThat(out).extracting(Window::endMillis).containsExactly(4000L, 13_000L);
  }

  @Test
  void aFeatureSilentForLongerThanTheGapStopsTheWindows() {
    List<Observation> stream = new ArrayList<>();
    for (int second = 0; second < 12; second++) {
      double pressure = second < 4 || second > 9 ? second : Double.NaN;
      stream.add(SensorStream.at("p", second * 1000L, second, second, pressure));
    }
    List<Window> out = run(raw, stream);
    assertThat(out).extracting(Window::endMillis).containsExactly(4000L, 5000L, 6000L, 7000L);
    assertThat(out.get(3).values()).containsExactly(3, 3, 4, 3, 5, 3, 6, 3);
  }

  @Test
  void scoresEveryStrideTicks() {
    DetectorDefinition strided = Definitions.parse(RAW.replace("stride: 1", "stride: 3"));
    List<Window> out = run(strided, observations(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
    assertThat(out).extracting(Window::endMillis).containsExactly(4000L, 7000L, 10_000L);
  }

  @Test
  void emptyTicksOfACountAreZeroNotCarried() {
    DetectorDefinition counting =
        Definitions.parse(
            RAW.replace(
                "from: readings.Current, unit: A", "from: readings.Current, aggregate: count"));
    List<Observation> stream = new ArrayList<>();
    for (int second : new int[] {0, 1, 3}) {
      stream.add(SensorStream.at("p", second * 1000L, second, 1, 7));
      stream.add(SensorStream.at("p", second * 1000L + 1, second, 1, 7));
    }
    List<Window> out = run(counting, stream);
    assertThat(out).hasSize(1);
    assertThat(out.get(0).values()).containsExactly(2, 7, 2, 7, 0, 7, 2, 7);
    assertThat(out.get(0).imputedShare()).isEqualTo(0.125f);
  }

  @Test
  void learnsTheBaselineFromTheWarmUpThenCalibratesOnItsWindows() {
    List<Observation> stream = SensorStream.noisy("p", 20, 99, 1);
    List<Window> out = run(Definitions.pump(), stream);
    assertThat(out).hasSize(9 + 8);
    assertThat(out.subList(0, 9)).allMatch(window -> window.phase() == Window.Phase.CALIBRATION);
    assertThat(out.subList(9, 17)).allMatch(window -> window.phase() == Window.Phase.LIVE);
    double mean =
        stream.subList(0, 12).stream().mapToDouble(o -> o.values()[0]).average().orElseThrow();
    double variance =
        stream.subList(0, 12).stream()
            .mapToDouble(o -> Math.pow(o.values()[0] - mean, 2))
            .average()
            .orElseThrow();
    FeatureBaseline baseline = java.util.Objects.requireNonNull(out.get(9).baseline());
    assertThat((double) baseline.location(0)).isCloseTo(mean, within(1e-5));
    assertThat((double) baseline.scale(0)).isCloseTo(Math.sqrt(variance), within(1e-5));
    double score = (stream.get(12).values()[0] - mean) / Math.sqrt(variance);
    assertThat((double) out.get(9).values()[6]).isCloseTo(score, within(1e-4));
    assertThat(out.get(9).observed()[0]).isEqualTo((float) stream.get(12).values()[0]);
  }

  @Test
  void clipsStandardScoresAndShowsTheFirstMovementOfAConstantChannelInFull() {
    List<Observation> stream = new ArrayList<>();
    for (int second = 0; second < 13; second++) {
      stream.add(
          SensorStream.at(
              "p", second * 1000L, second, second < 12 ? 100 : 101, second < 12 ? 0 : 1e6));
    }
    Window live = run(Definitions.pump(), stream).get(9);
    assertThat(live.phase()).isEqualTo(Window.Phase.LIVE);
    assertThat(live.values()[6]).isEqualTo(FeatureBaseline.CLIP);
    assertThat(live.values()[7]).isEqualTo(FeatureBaseline.CLIP);
  }

  @ParameterizedTest
  @EnumSource(Aggregate.class)
  void aRestoreAfterEachEventChangesNothing(Aggregate aggregate) {
    DetectorDefinition definition =
        Definitions.parse(
            Definitions.PUMP.replace(
                "from: readings.Current,",
                "from: readings.Current, aggregate: " + aggregate + ","));
    Random random = new Random(4);
    List<Observation> stream = new ArrayList<>();
    for (int i = 0; i < 80; i++) { // three events a tick, of another partition now and then
      stream.add(
          new Observation(
              "pump",
              "p",
              i * 333_000L,
              new double[] {1e3 * random.nextDouble(), i % 5 == 0 ? Double.NaN : i},
              new SourcePosition(i % 11 == 0 ? 1 : 0, i)));
    }
    List<Window> found = new ArrayList<>();
    KeyWindows windows = new KeyWindows(definition);
    KeyWindow state = windows.start();
    for (Observation observation : stream) {
      long log = observation.eventTimeMillis();
      windows.add(state, observation, log, log, found::add);
      state = restored(state);
    }
    windows.advance(state, "p", Long.MAX_VALUE, found::add);
    assertThat(found).hasSizeGreaterThan(12);
    assertThat(found)
        .usingRecursiveComparison()
        .withEqualsForType((one, other) -> Double.compare(one, other) == 0, Double.class)
        .isEqualTo(run(definition, stream));
  }

  @Test
  void aKeyIsNotScoredBeforeEachFeatureHasHadAValue() {
    List<Observation> stream = observations(3, 4, 5, 6);
    stream.add(0, SensorStream.at("p", 0, 0, 1, Double.NaN));
    assertThat(run(raw, stream)).extracting(Window::endMillis).containsExactly(7000L);
  }

  @Test
  void windowsOfTheWarmUpReachOverShortGapsAndEndWhereThereWereEvents() {
    List<Window> out =
        run(Definitions.pump(), observations(0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13, 14));
    assertThat(out)
        .extracting(Window::endMillis)
        .containsExactly(
            4000L, 5000L, 6000L, 9000L, 10_000L, 11_000L, 12_000L, 13_000L, 14_000L, 15_000L);
    float[] overTheGap = out.get(3).values();
    assertThat(new float[] {overTheGap[2], overTheGap[4]})
        .containsExactly(overTheGap[0], overTheGap[0]);
    assertThat(overTheGap[6]).isGreaterThan(overTheGap[4]);
    assertThat(out.get(9).phase()).isEqualTo(Window.Phase.LIVE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void orderWithinTheLatenessAndRestoresChangeNothing(long seed) {
    DetectorDefinition definition = Definitions.pump();
    List<Observation> sorted = withGaps(SensorStream.noisy("p", 60, 30, seed), seed);
    List<Window> expected = run(definition, sorted);
    Random random = new Random(seed);
    List<Observation> shuffled = new ArrayList<>(sorted);
    // Each event is held back by less than the lateness, so none is late.
    shuffled.sort(Comparator.comparingLong(o -> o.eventTimeMillis() + delay(o, seed)));
    List<Window> found = new ArrayList<>();
    KeyWindows windows = new KeyWindows(definition);
    KeyWindow state = windows.start();
    for (Observation observation : shuffled) {
      long log = observation.eventTimeMillis() + delay(observation, seed);
      assertThat(windows.add(state, observation, log, log, found::add)).isTrue();
      if (random.nextInt(5) == 0) {
        state = restored(state);
      }
    }
    windows.advance(state, "p", Long.MAX_VALUE, found::add);
    assertThat(found)
        .usingRecursiveComparison()
        .withEqualsForType((one, other) -> Double.compare(one, other) == 0, Double.class)
        .isEqualTo(expected);
  }

  @Test
  void aKeyThatIsRecalibratedHasAnotherWarmUp() {
    KeyWindows windows = new KeyWindows(Definitions.pump());
    KeyWindow state = windows.start();
    windows.recalibrate(state);
    assertThat(state.warmingUp()).isTrue();
    List<Window> out = new ArrayList<>();
    for (Observation observation : SensorStream.noisy("p", 40, 99, 1)) {
      long log = observation.eventTimeMillis();
      windows.add(state, observation, log, log, out::add);
      if (log == 20_000) { // tick 17 was the last to close
        assertThat(state.warmingUp()).isFalse();
        windows.recalibrate(state);
        assertThat(state.warmingUp()).isTrue();
        out.clear();
      }
    }
    windows.advance(state, "p", Long.MAX_VALUE, out::add);
    assertThat(out.subList(0, 9)).allMatch(window -> window.phase() == Window.Phase.CALIBRATION);
    assertThat(out.get(9).phase()).isEqualTo(Window.Phase.LIVE);
    assertThat(out.get(9).endMillis()).isEqualTo(31_000);
  }

  @Test
  void ticksAreCountedFromTheEpoch() {
    assertThat(lateBy(7999, 10_001)).isEqualTo(1);
    assertThat(lateBy(8000, 11_001)).isEqualTo(1);
    assertThat(lateBy(-1, 2001)).isEqualTo(1);
  }

  /** By how much an event is late when the key's clock stands at {@code now}. */
  private long lateBy(long eventMillis, long now) {
    KeyWindows windows = new KeyWindows(raw);
    KeyWindow state = windows.start();
    windows.add(state, SensorStream.at("p", now, 0, 1, 1), now, now, closed -> {});
    return windows.lateBy(state, SensorStream.at("p", eventMillis, 0, 1, 1));
  }

  @Test
  void aTickMayHaveEventsInAnyNumberOfPartitions() {
    KeyWindows windows = new KeyWindows(raw);
    KeyWindow state = windows.start();
    List<Window> out = new ArrayList<>();
    for (int second = 0; second < 5; second++) {
      long log = second * 1000L;
      for (int partition = 0; partition < 300; partition++) {
        Observation event = SensorStream.at("p", log, 0, 1, 1);
        Observation there = at(event, new SourcePosition(partition, second));
        assertThat(windows.add(state, there, log, log, out::add)).isTrue();
      }
    }
    assertThat(out).isEmpty();
    windows.advance(restored(state), "p", Long.MAX_VALUE, out::add);
    assertThat(out).hasSize(2);
    assertThat(out.get(0).sources()).hasSize(300);
    assertThat(out.get(0).sources().get(299)).isEqualTo(new OffsetRange(299, 0, 3));
  }

  private static Observation at(Observation event, SourcePosition source) {
    return new Observation(
        event.detector(), event.key(), event.eventTimeMicros(), event.values(), source);
  }

  /** Under the lateness, in milliseconds; any order among neighbours may come of it. */
  private static long delay(Observation observation, long seed) {
    return new Random(seed * 1_000_003 + observation.eventTimeMicros()).nextInt(2900);
  }

  private static KeyWindow restored(KeyWindow state) {
    return RoundTrip.of(state, KeyWindow::write, KeyWindow::read);
  }

  @Test
  void aPartitionThatLagsBehindDoesNotKeepTicksOpenWithoutLimit() {
    KeyWindows windows = new KeyWindows(raw);
    KeyWindow state = windows.start();
    List<Window> out = new ArrayList<>();
    int most = TickClock.MOST_LEAD + 2; // and the lateness
    for (int second = 0; second < most + 100; second++) {
      Observation event = SensorStream.at("p", second * 1000L, second, second, second);
      int partition = second == 0 ? 0 : 1;
      assertThat(
              windows.add(state, at(event, new SourcePosition(partition, second)), 0, 0, out::add))
          .isTrue();
    }
    assertThat(state.open).hasSize(most);
    assertThat(out).hasSize(100 - 3);
  }

  @Test
  void partitionsThatLagBehindForManyKeysDoNotFillTheMemory() {
    KeyWindows windows = new KeyWindows(raw);
    List<KeyWindow> keys = new ArrayList<>();
    for (int key = 0; key < 100; key++) {
      KeyWindow state = windows.start();
      keys.add(state);
      for (int second = 0; second < 9_000; second++) {
        Observation event = SensorStream.at("p" + key, second * 1000L, second, second, second);
        SourcePosition source = new SourcePosition(second == 0 ? 0 : 1, second);
        assertThat(windows.add(state, at(event, source), 0, 0, window -> {})).isTrue();
      }
    }
    assertThat(keys.get(0).open).as("while there is room").hasSize(9_000);
    assertThat(keys.get(99).open).as("as its lateness asks for").hasSize(4);
    long open = keys.stream().mapToLong(key -> key.open.size()).sum();
    assertThat(open * raw.features().size() * 24).isLessThan(64L << 20);

    windows.advance(keys.get(0), "p0", Long.MAX_VALUE, window -> {});
    KeyWindow late = windows.start();
    for (int second = 0; second < 100; second++) {
      Observation event = SensorStream.at("late", second * 1000L, second, second, second);
      SourcePosition source = new SourcePosition(second == 0 ? 0 : 1, second);
      windows.add(late, at(event, source), 0, 0, window -> {});
    }
    assertThat(late.open).as("since there is room again").hasSize(100);
  }

  private static List<Observation> observations(int... seconds) {
    List<Observation> stream = new ArrayList<>();
    for (int second : seconds) {
      stream.add(SensorStream.at("p", second * 1000L, second, second, second));
    }
    return stream;
  }

  /** Drops events and values here and there, sometimes for longer than the gap. */
  private static List<Observation> withGaps(List<Observation> stream, long seed) {
    Random random = new Random(seed);
    List<Observation> kept = new ArrayList<>();
    int skip = 0;
    for (Observation observation : stream) {
      if (skip == 0 && random.nextInt(12) == 0) {
        skip = 1 + random.nextInt(6);
      }
      if (skip > 0) {
        skip--;
      } else {
        if (random.nextInt(4) == 0) {
          observation.values()[random.nextInt(2)] = Double.NaN;
        }
        kept.add(observation);
      }
    }
    return kept;
  }

  private static List<Window> run(DetectorDefinition definition, List<Observation> stream) {
    KeyWindows windows = new KeyWindows(definition);
    KeyWindow state = windows.start();
    List<Window> out = new ArrayList<>();
    for (Observation observation : stream) {
      long log = observation.eventTimeMillis();
      windows.add(state, observation, log, log, out::add);
    }
    windows.advance(state, "p", Long.MAX_VALUE, out::add);
    return out;
  }
}
