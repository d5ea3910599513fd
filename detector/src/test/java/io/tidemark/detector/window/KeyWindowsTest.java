package io.tidemark.detector.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.definition.Aggregate;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.OffsetRange;
import io.tidemark.detector.tick.SourcePosition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
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
  void closesATickWhenTheWatermarkHasPassedItsEndByTheLateness() {
    KeyWindows windows = new KeyWindows(raw);
    KeyWindow state = windows.start();
    long closing = windows.add(state, SensorStream.at("p", 0, 0, 1, 1), Long.MIN_VALUE);
    assertThat(closing).isEqualTo(1000 + 2000 - 1);
    List<Window> out = new ArrayList<>();
    for (int second = 1; second < 4; second++) {
      windows.add(state, SensorStream.at("p", second * 1000L, second, 1, 1), second * 1000L - 1);
    }
    windows.advance(state, "p", 5998, out::add);
    assertThat(out).isEmpty();
    windows.advance(state, "p", 5999, out::add);
    assertThat(out).hasSize(1);
    assertThat(out.get(0).startMillis()).isZero();
    assertThat(out.get(0).endMillis()).isEqualTo(4000);
    assertThat(out.get(0).sources()).containsExactly(new OffsetRange(0, 0, 3));
  }

  @Test
  void anEventAfterTheCloseIsLateAndChangesNothing() {
    KeyWindows windows = new KeyWindows(raw);
    KeyWindow state = windows.start();
    Observation late = SensorStream.at("p", 500, 9, 99, 99);
    assertThat(windows.add(state, late, 2999)).isEqualTo(Long.MIN_VALUE);
    assertThat(windows.lateBy(late, 3099)).isEqualTo(100);
    assertThat(windows.add(state, late, 2998)).isEqualTo(2999);
  }

  @Test
  void carriesTheLastValueOverAShortGapAndSaysSo() {
    List<Window> out = run(raw, observations(0, 1, 2, 6));
    assertThat(out).hasSize(1);
    assertThat(out.get(0).values()).containsExactly(2, 2, 2, 2, 2, 2, 6, 6);
    assertThat(out.get(0).imputedShare()).isEqualTo(0.75f);
    assertThat(out.get(0).sources()).containsExactly(new OffsetRange(0, 6, 6));
  }

  @Test
  void startsAnewAfterALongGap() {
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
  void clipsStandardScoresAndGivesAConstantChannelAFloor() {
    List<Observation> stream = new ArrayList<>();
    for (int second = 0; second < 13; second++) {
      stream.add(
          SensorStream.at(
              "p", second * 1000L, second, second < 12 ? 100 : 101, second < 12 ? 0 : 1e6));
    }
    Window live = run(Definitions.pump(), stream).get(9);
    assertThat(live.phase()).isEqualTo(Window.Phase.LIVE);
    assertThat(live.values()[6]).isEqualTo(0.5f);
    assertThat(live.values()[7]).isEqualTo(FeatureBaseline.CLIP);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void orderWithinTheLatenessAndRestoresChangeNothing(long seed) throws IOException {
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
    long watermark = Long.MIN_VALUE;
    for (Observation observation : shuffled) {
      assertThat(windows.add(state, observation, watermark)).isNotEqualTo(Long.MIN_VALUE);
      watermark = Math.max(watermark, observation.eventTimeMillis() - 1);
      windows.advance(state, "p", watermark, found::add);
      if (random.nextInt(5) == 0) {
        state = restored(state, windows);
      }
    }
    windows.advance(state, "p", Long.MAX_VALUE, found::add);
    assertThat(found).usingRecursiveComparison().isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(Aggregate.class)
  void aRestoreAfterEachEventChangesNothing(Aggregate aggregate) throws IOException {
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
      windows.add(state, observation, Long.MIN_VALUE);
      windows.advance(state, "p", observation.eventTimeMillis(), found::add);
      state = restored(state, windows);
    }
    windows.advance(state, "p", Long.MAX_VALUE, found::add);
    assertThat(found).hasSizeGreaterThan(12);
    assertThat(found).usingRecursiveComparison().isEqualTo(run(definition, stream));
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

  @Test
  void aKeyThatLearnsAnewHasAnotherWarmUp() {
    KeyWindows windows = new KeyWindows(Definitions.pump());
    KeyWindow state = windows.start();
    assertThat(windows.learnAnew(state)).isFalse();
    List<Window> out = new ArrayList<>();
    for (Observation observation : SensorStream.noisy("p", 40, 99, 1)) {
      if (observation.eventTimeMillis() == 20_000) {
        windows.advance(state, "p", 22_999, out::add);
        assertThat(state.warmingUp()).isFalse();
        assertThat(windows.learnAnew(state)).isTrue();
        assertThat(state.warmingUp()).isTrue();
        out.clear();
      }
      windows.add(state, observation, Long.MIN_VALUE);
    }
    windows.advance(state, "p", Long.MAX_VALUE, out::add);
    assertThat(out.subList(0, 9)).allMatch(window -> window.phase() == Window.Phase.CALIBRATION);
    assertThat(out.get(9).phase()).isEqualTo(Window.Phase.LIVE);
    assertThat(out.get(9).endMillis()).isEqualTo(33_000);
  }

  @Test
  void ticksAreCountedFromTheEpoch() {
    KeyWindows windows = new KeyWindows(raw);
    long lateness = raw.window().lateness().toMillis();
    assertThat(windows.lateBy(SensorStream.at("p", 7999, 0, 1, 1), 8000 + lateness)).isEqualTo(1);
    assertThat(windows.lateBy(SensorStream.at("p", 8000, 0, 1, 1), 9000 + lateness)).isEqualTo(1);
    assertThat(windows.lateBy(SensorStream.at("p", -1, 0, 1, 1), lateness)).isEqualTo(1);
  }

  @Test
  void aTickMayHaveEventsInAnyNumberOfPartitions() throws IOException {
    KeyWindows windows = new KeyWindows(raw);
    KeyWindow state = ofPartitions(300, windows);
    List<Window> out = new ArrayList<>();
    windows.advance(restored(state, windows), "p", Long.MAX_VALUE, out::add);
    assertThat(out).hasSize(2);
    assertThat(out.get(0).sources().size()).isEqualTo(300);
    assertThat(out.get(0).sources().get(299)).isEqualTo(new OffsetRange(299, 0, 3));

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    WindowFormat.write(out.get(0), new DataOutputStream(bytes));
    assertThat(WindowFormat.read(input(bytes)).sources()).isEqualTo(out.get(0).sources());
  }

  @Test
  void readsTheSecondVersionWhichKnewFewerPartitions() throws IOException {
    KeyWindows windows = new KeyWindows(raw);
    KeyWindow state = ofPartitions(200, windows);
    ByteArrayOutputStream third = new ByteArrayOutputStream();
    KeyWindowFormat.write(state, windows, new DataOutputStream(third));
    ByteArrayOutputStream second = new ByteArrayOutputStream();
    second.write(2);
    byte[] bytes = third.toByteArray();
    int counts = 0;
    for (int i = 1; i < bytes.length; i++) {
      second.write(bytes[i]);
      // 200 in two bytes, and then partition 0
      if ((bytes[i] & 0xff) == 200 && bytes[i + 1] == 1 && bytes[i + 2] == 0 && bytes[i + 3] == 0) {
        i++;
        counts++;
      }
    }
    assertThat(counts).isEqualTo(5);
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    KeyWindow read = KeyWindowFormat.read(windows, input(second));
    KeyWindowFormat.write(read, windows, new DataOutputStream(again));
    assertThat(again.toByteArray()).isEqualTo(bytes);
  }

  /** Two closed ticks and three open ones, each with an event in each partition. */
  private static KeyWindow ofPartitions(int partitions, KeyWindows windows) {
    KeyWindow state = windows.start();
    for (int second = 0; second < 5; second++) {
      for (int partition = 0; partition < partitions; partition++) {
        Observation event = SensorStream.at("p", second * 1000L, 0, 1, 1);
        windows.add(state, at(event, new SourcePosition(partition, second)), Long.MIN_VALUE);
      }
    }
    windows.advance(state, "p", 3999, closed -> {});
    return state;
  }

  private static Observation at(Observation event, SourcePosition source) {
    return new Observation(
        event.detector(), event.key(), event.eventTimeMicros(), event.values(), source);
  }

  @Test
  void refusesTheStateOfAnotherShape() throws IOException {
    KeyWindows windows = new KeyWindows(raw);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    KeyWindowFormat.write(windows.start(), windows, new DataOutputStream(bytes));
    KeyWindows longer = new KeyWindows(Definitions.parse(RAW.replace("length: 4", "length: 5")));
    assertThatThrownBy(() -> KeyWindowFormat.read(longer, input(bytes)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("4 ticks");
  }

  /** Under the lateness, in milliseconds; any order among neighbours may come of it. */
  private static long delay(Observation observation, long seed) {
    return new Random(seed * 1_000_003 + observation.eventTimeMicros()).nextInt(2900);
  }

  private static KeyWindow restored(KeyWindow state, KeyWindows windows) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    KeyWindowFormat.write(state, windows, new DataOutputStream(bytes));
    return KeyWindowFormat.read(windows, input(bytes));
  }

  private static DataInputStream input(ByteArrayOutputStream bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
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
      windows.add(state, observation, Long.MIN_VALUE);
    }
    windows.advance(state, "p", Long.MAX_VALUE, out::add);
    return out;
  }
}
