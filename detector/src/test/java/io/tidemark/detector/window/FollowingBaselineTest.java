package io.tidemark.detector.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.RoundTrip;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.definition.DetectorDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Windows of 4 ticks of a second, a warm-up of 200. */
class FollowingBaselineTest {
  private static final String YAML = Definitions.PUMP.replace("warmup: 12", "warmup: 200");
  private static final int WARM_UP = 200;

  private final List<WarmUpReport> reports = new ArrayList<>();
  private boolean learns = true;

  @Test
  void aSlowDriftIsFollowed() {
    FeatureBaseline found = baseline(YAML, 20_000, second -> second * 0.0005);

    assertThat(found.location(0)).isGreaterThan(14);
  }

  @Test
  void whatIsSwitchedOffOrHappensInAnIncidentIsNotLearned() {
    IntToDoubleFunction drift = second -> Math.max(0, second - WARM_UP) * 0.0005;
    String frozen = YAML.replace("warmup: 200", "warmup: 200, follow: false");
    assertThat(baseline(frozen, 20_000, drift).location(0)).isCloseTo(10, within(0.2));

    learns = false;
    assertThat(baseline(YAML, 20_000, drift).location(0)).isCloseTo(10, within(0.2));
  }

  @Test
  void withinFourWarmUpsALevelMovesByNoMoreThanAScale() {
    FeatureBaseline clean = baseline(YAML, WARM_UP + 3, second -> 0);
    FeatureBaseline found = baseline(YAML, 5 * WARM_UP, second -> second > WARM_UP ? 100 : 0);

    assertThat(found.location(0) - clean.location(0)).isBetween(0.01, (double) clean.scale(0));
    assertThat(found.scale(0)).isBetween(clean.scale(0), 3 * clean.scale(0));
  }

  @Test
  void theRangeOfWhatIsNeverNegativeStartsAtZero() {
    IntToDoubleFunction nearZero = second -> -8.5;
    IntToDoubleFunction later = second -> second < 400 ? -8.5 : second % 50 == 0 ? -11 : -8.5;

    FeatureBaseline never = baseline(YAML, 1000, nearZero);
    assertThat(never.low(0)).isLessThan(0.1);
    assertThat(never.low(0, -0.5)).isZero();
    assertThat(never.low(0, 5)).isCloseTo(never.low(0) + 5, within(1e-9));
    assertThat(never.high(0, -0.5)).isCloseTo(never.high(0) - 0.5, within(1e-9));
    assertThat(baseline(YAML, 1000, later).low(0, -0.5)).as("was negative").isNegative();
    learns = false;
    assertThat(baseline(YAML, 1000, later).low(0, -0.5)).as("in an incident").isZero();
  }

  @Test
  void aReadingThatIsNegativeAtTimesHasARangeBelowZero() {
    FeatureBaseline found = baseline(YAML, 1000, second -> -10);

    assertThat(found.low(0, 0)).isEqualTo(found.low(0)).isNegative();
  }

  @Test
  void whetherItIsNeverNegativeIsPartOfTheState() {
    FeatureBaseline found = baseline(YAML, 1000, second -> -8.5);

    FeatureBaseline read =
        RoundTrip.of(found, FeatureBaseline::write, in -> FeatureBaseline.read(2, in));

    assertThat(read.low(0, -5)).isZero();
  }

  @Test
  void aWarmUpInDoubtGoesOnAndSaysSo() {
    baseline(YAML, 600, second -> second < 120 ? 0 : 50);

    assertThat(reports)
        .extracting(WarmUpReport::outcome)
        .containsExactly(WarmUpReport.Outcome.PROLONGED, WarmUpReport.Outcome.CLEANED);
    assertThat(reports.get(0).doubtful()).containsExactly("current");
  }

  private FeatureBaseline baseline(String yaml, int seconds, IntToDoubleFunction shift) {
    DetectorDefinition definition = Definitions.parse(yaml);
    KeyWindows windows = new KeyWindows(definition);
    KeyWindow state = windows.start();
    Random random = new Random(3);
    for (int second = 0; second < seconds; second++) {
      double current = 10 + 0.5 * random.nextGaussian() + shift.applyAsDouble(second);
      double pressure = 3 + 0.1 * random.nextGaussian();
      long log = second * 1000L;
      windows.add(
          state, SensorStream.at("p", log, second, current, pressure), log, log, new Sink());
    }
    return Objects.requireNonNull(state.baseline());
  }

  private final class Sink implements WindowSink {
    @Override
    public void accept(Window window) {}

    @Override
    public void warmUp(WarmUpReport report) {
      reports.add(report);
    }

    @Override
    public boolean learns() {
      return learns;
    }
  }
}
