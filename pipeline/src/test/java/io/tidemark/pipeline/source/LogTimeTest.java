package io.tidemark.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkOutputMultiplexer;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.ManualClock;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;

/** Partitions of one subtask as Flink's sources read them; times after {@link #START}. */
class LogTimeTest {
  private static final long START = Instant.parse("2026-01-31T08:00:00Z").toEpochMilli();
  private static final Duration IDLENESS = Duration.ofSeconds(10);
  private static final long YEAR = Duration.ofDays(365).toMillis();

  private long wall = START + Duration.ofMinutes(1).toMillis();
  private final LogTime logTime = new LogTime(IDLENESS, () -> wall);
  private final TimestampAssigner<RawRecord> assigner =
      logTime.createTimestampAssigner(UnregisteredMetricsGroup::new);
  private final Subtask subtask = new Subtask();
  private final WatermarkOutputMultiplexer multiplexer = new WatermarkOutputMultiplexer(subtask);
  private final List<Partition> partitions = new ArrayList<>();

  @Test
  void theWatermarkIsTheSlowestPartitions() {
    Partition slow = new Partition(0);
    Partition fast = new Partition(1);
    slow.read(5_000);
    fast.read(50_000);

    assertThat(periodically()).isEqualTo(5_000 - 1);
    slow.read(20_000);

    assertThat(periodically()).isEqualTo(20_000 - 1);
  }

  @Test
  void partitionsOfTwoTopicsAreTwoWhateverTheirNumbers() {
    Partition slow = new Partition("north", 0);
    Partition fast = new Partition("south", 0);

    assertThat(fast.read(50_000)).isEqualTo(50_000);
    assertThat(slow.read(5_000)).isEqualTo(5_000);
    assertThat(periodically()).isEqualTo(5_000 - 1);
  }

  @Test
  void recordsBearTheLogTimeOfTheirPartition() {
    Partition one = new Partition(0);
    Partition other = new Partition(1);

    assertThat(one.read(5_000)).isEqualTo(5_000);
    assertThat(one.read(4_000)).isEqualTo(5_000);
    assertThat(other.read(4_000)).isEqualTo(4_000);
  }

  @Test
  void noRecordIsOlderThanTheWatermarkBeforeIt() {
    Partition partition = new Partition(0);
    partition.read(5_000);
    pass(IDLENESS.toMillis() + 7_000);
    long watermark = periodically();

    assertThat(watermark).isEqualTo(12_000 - 1);
    assertThat(partition.read(6_000)).isGreaterThan(watermark);
  }

  @Test
  void aReplayMovesTheWatermarkOnWithoutWaitingForTheClock() {
    Partition partition = new Partition(0);
    partition.read(5_000);
    partition.read(5_999);
    assertThat(subtask.watermark).isEqualTo(Long.MIN_VALUE);

    partition.read(6_000);
    assertThat(subtask.watermark).isEqualTo(START + 6_000 - 1);

    partition.read(6_999);
    assertThat(subtask.watermark).isEqualTo(START + 6_000 - 1);
  }

  @Test
  void aSilentPartitionHoldsTheOthersForItsIdlenessAndThenGoesOnByTheClock() {
    Partition silent = new Partition(0);
    Partition busy = new Partition(1);
    silent.read(5_000);
    busy.read(5_000);
    pass(IDLENESS.toMillis());
    busy.read(15_000);
    assertThat(periodically()).isEqualTo(5_000 - 1);

    pass(3_000);
    busy.read(18_000);
    assertThat(periodically()).isEqualTo(8_000 - 1);
  }

  @Test
  void aPartitionUnderBackPressureIsNotSilent() {
    Partition held = new Partition(0);
    held.read(5_000);
    pass(IDLENESS.toMillis());
    wall += 60_000;

    assertThat(periodically()).isEqualTo(5_000 - 1);
  }

  @Test
  void aPartitionThatNeverSpokeHoldsTheOthersForItsIdlenessAndNoLonger() {
    new Partition(0);
    Partition busy = new Partition(1);
    busy.read(5_000);
    pass(IDLENESS.toMillis() - 1);
    periodically();
    assertThat(subtask.watermark).isEqualTo(Long.MIN_VALUE);

    pass(1);
    busy.read(15_000);

    assertThat(periodically()).isEqualTo(15_000 - 1);
    assertThat(subtask.idle).isFalse();
  }

  @Test
  void aSubtaskWhosePartitionsNeverSpokeIsIdleUntilOneDoes() {
    Partition partition = new Partition(0);
    pass(IDLENESS.toMillis());
    multiplexer.onPeriodicEmit();
    partition.generate();
    multiplexer.onPeriodicEmit();
    assertThat(subtask.idle).isTrue();

    partition.read(5_000);

    assertThat(periodically()).isEqualTo(5_000 - 1);
    assertThat(subtask.idle).isFalse();
  }

  @Test
  void aTimestampAYearAheadMovesNoWatermark() {
    wall += Duration.ofDays(700).toMillis();
    Partition partition = new Partition(0);
    partition.read(5_000);
    partition.read(Duration.ofDays(365).toMillis());

    assertThat(periodically()).isEqualTo(5_000 - 1);
  }

  /** Else one false timestamp would hold up the end of silent keys' ticks for years. */
  @Test
  void aPartitionWhoseOnlyRecordIsYearsOldHoldsTheOthersForItsIdlenessAndNoLonger() {
    Partition old = new Partition(0);
    Partition busy = new Partition(1);
    old.read(-5 * YEAR);
    busy.read(5_000);
    assertThat(periodically()).isEqualTo(-5 * YEAR - 1);
    pass(IDLENESS.toMillis());
    busy.read(15_000);
    assertThat(periodically()).isEqualTo(15_000 - 1);

    for (int record = 2; record < 8; record++) {
      old.read(-5 * YEAR);
      busy.read(15_000 + record);
      assertThat(periodically()).isEqualTo(15_000 + record - 1);
    }
    assertThat(subtask.idle).isFalse();
  }

  @Test
  void aPartitionThatStoodAsideIsWaitedForOnceItsLogTimeIsRight() {
    Partition old = new Partition(0);
    Partition busy = new Partition(1);
    old.read(-5 * YEAR);
    pass(IDLENESS.toMillis());
    busy.read(10_000);
    assertThat(periodically()).isEqualTo(10_000 - 1);

    for (int record = 0; record < 8; record++) {
      old.read(11_000);
    }
    busy.read(50_000);
    assertThat(periodically()).isEqualTo(11_000 - 1);
  }

  /** As after a pause of the brokers while a backlog is read. */
  @Test
  void aBacklogThatBeginsYearsBackIsWaitedForOnceEightRecordsConfirmIt() {
    Partition behind = new Partition(0);
    Partition ahead = new Partition(1);
    for (int record = 0; record < 8; record++) {
      behind.read(-5 * YEAR + record);
    }
    ahead.read(5_000);
    pass(IDLENESS.toMillis());

    assertThat(periodically()).isEqualTo(-5 * YEAR + 7 - 1);
  }

  /** An outage of all devices must be noticed, also right after a start. */
  @Test
  void aPartitionWithFewRecordsOfTodayGoesOnByTheClock() {
    Partition only = new Partition(0);
    only.read(5_000 - Duration.ofMinutes(30).toMillis());
    pass(IDLENESS.toMillis() + 3_000);

    assertThat(periodically()).isEqualTo(8_000 - Duration.ofMinutes(30).toMillis() - 1);
    assertThat(subtask.idle).isFalse();
  }

  private void pass(long millis) {
    wall += millis;
    partitions.forEach(partition -> partition.activity.advanceTime(Duration.ofMillis(millis)));
  }

  /** The subtask's watermark after Flink's periodic call. */
  private long periodically() {
    partitions.forEach(Partition::generate);
    multiplexer.onPeriodicEmit();
    return subtask.watermark - START;
  }

  /** What the subtask sends. */
  private static final class Subtask implements WatermarkOutput {
    private long watermark = Long.MIN_VALUE;
    private boolean idle;

    @Override
    public void emitWatermark(Watermark emitted) {
      assertThat(emitted.getTimestamp()).isGreaterThanOrEqualTo(watermark);
      watermark = emitted.getTimestamp();
      idle = false;
    }

    @Override
    public void markIdle() {
      idle = true;
    }

    @Override
    public void markActive() {
      idle = false;
    }
  }

  /** A partition that the subtask reads. */
  private final class Partition implements WatermarkGeneratorSupplier.Context {
    private final String topic;
    private final int number;
    private final ManualClock activity = new ManualClock();
    private final WatermarkGenerator<RawRecord> generator;

    Partition(int number) {
      this(Records.TOPIC, number);
    }

    Partition(String topic, int number) {
      this.topic = topic;
      this.number = number;
      generator = logTime.createWatermarkGenerator(this);
      multiplexer.registerNewOutput(id());
      partitions.add(this);
    }

    private String id() {
      return topic + number;
    }

    /** Reads a record with this timestamp; its log time. */
    long read(long millis) {
      RawRecord record = new RawRecord(topic, number, 0, 0, null, null);
      long time = assigner.extractTimestamp(record, START + millis);
      generator.onEvent(record, time, multiplexer.getImmediateOutput(id()));
      return time - START;
    }

    void generate() {
      generator.onPeriodicEmit(multiplexer.getDeferredOutput(id()));
    }

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
