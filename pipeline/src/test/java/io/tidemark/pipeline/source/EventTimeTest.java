package io.tidemark.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.DeadLetterReason;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.ManualClock;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;

class EventTimeTest {
  private static final long WALL = 1_000_000;
  private static final String IDLE = "idle";

  private long wall = WALL;
  private final ManualClock activity = new ManualClock();
  private final EventTime eventTime =
      new EventTime(
          Duration.ofSeconds(6), Duration.ofMinutes(10), Duration.ofSeconds(10), () -> wall);

  @Test
  void followsThePartitionsLatestObservation() {
    Partition partition = new Partition();
    partition.observe(5_000);
    partition.observe(4_000);
    assertThat(partition.periodically()).containsExactly(4_999L);
  }

  @Test
  void deadLettersDoNotMoveEventTime() {
    Partition partition = new Partition();
    partition.observe(5_000);
    partition.generator.onEvent(new Decoded.Rejected(letter()), 9_000, partition);
    assertThat(partition.periodically()).containsExactly(4_999L);
  }

  @Test
  void aClockInTheFutureMovesEventTimeOnlyToTheWallClock() {
    Partition partition = new Partition();
    partition.observe(WALL + 30_000);
    assertThat(partition.periodically()).containsExactly(WALL - 1);
  }

  @Test
  void aSilentPartitionClosesItsTicksThenStandsAside() {
    Partition partition = new Partition();
    partition.observe(5_000);
    partition.periodically();
    activity.advanceTime(Duration.ofSeconds(9));
    assertThat(partition.periodically()).containsExactly(4_999L);
    activity.advanceTime(Duration.ofSeconds(1));
    assertThat(partition.periodically()).containsExactly(11_000L);
    assertThat(partition.periodically()).containsExactly(IDLE);
    partition.observe(20_000);
    assertThat(partition.periodically()).containsExactly(19_999L);
  }

  @Test
  void aSilentPartitionWithAClockInTheFutureClosesItsTicksNoSoonerThanTheWallClock() {
    Partition partition = new Partition();
    partition.observe(WALL + 50_000);
    partition.periodically();
    pass(15_000);
    assertThat(partition.periodically()).containsExactly(WALL + 14_999);
    partition.observe(WALL + 15_000);
    assertThat(partition.periodically()).containsExactly(WALL + 14_999);
    pass(40_000);
    assertThat(partition.periodically()).containsExactly(wall - 1);
    pass(1_001);
    assertThat(partition.periodically()).containsExactly(WALL + 56_000);
    assertThat(partition.periodically()).containsExactly(IDLE);
  }

  @Test
  void aSilenceShorterThanATickDoesNotCloseIt() {
    Partition partition =
        new Partition(
            new EventTime(
                Duration.ofSeconds(90), Duration.ofMinutes(1), Duration.ofSeconds(10), () -> wall));
    partition.observe(WALL);
    partition.periodically();
    pass(15_000);
    assertThat(partition.periodically()).containsExactly(wall - 1);
    pass(75_001);
    assertThat(partition.periodically()).containsExactly(WALL + 90_000);
    assertThat(partition.periodically()).containsExactly(IDLE);
  }

  private void pass(long millis) {
    wall += millis;
    activity.advanceTime(Duration.ofMillis(millis));
  }

  @Test
  void aPartitionThatNeverSpokeStandsAside() {
    Partition partition = new Partition();
    assertThat(partition.periodically()).isEmpty();
    activity.advanceTime(Duration.ofSeconds(10));
    assertThat(partition.periodically()).containsExactly(IDLE);
  }

  @Test
  void silentPartitionsCloseAllThatCameInAnyOfThem() {
    Partition old = new Partition();
    Partition recent = new Partition(old);
    old.observe(5_000);
    recent.observe(50_000);
    old.periodically();
    recent.periodically();
    activity.advanceTime(Duration.ofSeconds(10));
    assertThat(old.periodically()).containsExactly(56_000L);
    assertThat(recent.periodically()).containsExactly(56_000L);
  }

  @Test
  void aReplayMovesEventTimeOnWithoutWaitingForTheClock() {
    Partition partition = new Partition();
    long step = Duration.ofMinutes(10).toMillis();
    partition.observe(5_000);
    partition.observe(5_000 + step - 1);
    assertThat(partition.told).isEmpty();
    partition.observe(5_000 + step);
    assertThat(partition.told).containsExactly(5_000 + step - 1);
    partition.observe(5_000 + step + 1);
    assertThat(partition.told).hasSize(1);
  }

  @Test
  void ticksOfTheSlowestDetectorCloseAndTheFastestSetsTheStep() {
    Detectors detectors =
        Detectors.parse(
            Path.of("models"),
            Definitions.PUMP,
            Definitions.PUMP
                .replace("name: pump", "name: slow")
                .replace("tick: 1s", "tick: 1m")
                .replace("lateness: 2s", "lateness: 30s"));
    Partition partition = new Partition(new EventTime(detectors, Duration.ofSeconds(10)));
    partition.observe(5_000);
    partition.observe(6_000);
    assertThat(partition.told).containsExactly(5_999L);
    partition.periodically();
    activity.advanceTime(Duration.ofSeconds(10));
    assertThat(partition.periodically()).containsExactly(6_000L + 90_000);
  }

  @Test
  void anEventHappenedWhenItSaysAndALetterWhenKafkaTookIt() {
    TimestampAssigner<Decoded> time =
        eventTime.createTimestampAssigner(UnregisteredMetricsGroup::new);
    assertThat(
            time.extractTimestamp(new Decoded.Observed(SensorStream.at("p1", 5_000, 0, 1, 2)), 7))
        .isEqualTo(5_000);
    assertThat(
            time.extractTimestamp(
                new Decoded.Undivided("t", new SourcePosition(0, 1), null, new byte[0], 6_000), 7))
        .isEqualTo(6_000);
    assertThat(time.extractTimestamp(new Decoded.Rejected(letter()), 7)).isEqualTo(7);
  }

  private static DeadLetter letter() {
    return DeadLetter.newBuilder()
        .setPayload(ByteBuffer.allocate(0))
        .setTopic("t")
        .setPartition(0)
        .setOffset(0)
        .setReason(DeadLetterReason.UNDECODABLE)
        .setDetail("")
        .setTime(Instant.EPOCH)
        .build();
  }

  /** A partition of the subtask, and what it told. */
  private final class Partition implements WatermarkOutput, WatermarkGeneratorSupplier.Context {
    private final List<Object> told = new ArrayList<>();
    private final WatermarkGenerator<Decoded> generator;

    Partition() {
      this(eventTime);
    }

    Partition(EventTime eventTime) {
      generator = eventTime.createWatermarkGenerator(this);
    }

    /** One beside another. */
    Partition(Partition other) {
      generator = eventTime.createWatermarkGenerator(other);
    }

    void observe(long millis) {
      generator.onEvent(new Decoded.Observed(SensorStream.at("p1", millis, 0, 1, 2)), millis, this);
    }

    List<Object> periodically() {
      told.clear();
      generator.onPeriodicEmit(this);
      return told;
    }

    @Override
    public void emitWatermark(Watermark watermark) {
      told.add(watermark.getTimestamp());
    }

    @Override
    public void markIdle() {
      told.add(IDLE);
    }

    @Override
    public void markActive() {}

    @Override
    public MetricGroup getMetricGroup() {
      return new UnregisteredMetricsGroup();
    }

    @Override
    public RelativeClock getInputActivityClock() {
      return activity;
    }
  }
}
