package io.tidemark.pipeline.source;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.util.clock.RelativeClock;
import org.jspecify.annotations.Nullable;

/**
 * Gives the job Flink's timestamps and watermarks in log time: when a record was written to its
 * partition. What devices say of the time is no business of Flink's; each key has its own clock
 * (docs/adr/0011). The watermark is the log time up to which all partitions have been read.
 */
public final class LogTime implements WatermarkStrategy<RawRecord> {
  private static final long serialVersionUID = 1L;

  /** A replay emits a watermark each time it has come so far. */
  private static final long STEP = 1000;

  private final Duration idleness;
  private final WallClock clock;
  private transient @Nullable Map<String, Map<Integer, PartitionLog>> partitions;

  /**
   * @param idleness how long a partition may be silent before its log time goes on by the clock, or
   *     before it stands aside, if it has held no record yet or only a few with old timestamps
   */
  public LogTime(Duration idleness) {
    this(idleness, System::currentTimeMillis);
  }

  LogTime(Duration idleness, WallClock clock) {
    this.idleness = idleness;
    this.clock = clock;
  }

  private PartitionLog log(RawRecord record) {
    Map<String, Map<Integer, PartitionLog>> known = partitions;
    if (known == null) {
      known = new HashMap<>();
      partitions = known;
    }
    return known
        .computeIfAbsent(record.topic(), unseen -> new HashMap<>())
        .computeIfAbsent(
            record.partition(), unseen -> new PartitionLog(idleness.toMillis(), clock));
  }

  @Override
  public TimestampAssigner<RawRecord> createTimestampAssigner(
      TimestampAssignerSupplier.Context context) {
    return (record, recordMillis) -> log(record).next(recordMillis);
  }

  @Override
  public WatermarkGenerator<RawRecord> createWatermarkGenerator(
      WatermarkGeneratorSupplier.Context context) {
    return new Generator(context.getInputActivityClock());
  }

  /** Of one partition, which it knows from its first record on. */
  private final class Generator implements WatermarkGenerator<RawRecord> {
    private final RelativeClock activity;
    private final long started;
    private @Nullable PartitionLog log;
    private long emitted = Long.MIN_VALUE;

    Generator(RelativeClock activity) {
      this.activity = activity;
      started = activity.relativeTimeMillis();
    }

    @Override
    public void onEvent(RawRecord record, long logTime, WatermarkOutput out) {
      if (log == null) {
        log = log(record);
        log.activity(activity);
        emitted = logTime;
      } else if (logTime - emitted >= STEP) {
        emitted = logTime;
        out.emitWatermark(new Watermark(logTime - 1));
      }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput out) {
      if (log == null) {
        markIdleInTime(out);
      } else if (log.isDoubtful()) {
        out.markIdle();
      } else {
        emitted = log.now();
        out.emitWatermark(new Watermark(emitted - 1));
      }
    }

    /**
     * Not at once: after a start, the first records of one partition may take longer to arrive than
     * many of another, and the watermark must not run ahead of them.
     */
    private void markIdleInTime(WatermarkOutput out) {
      if (activity.relativeTimeMillis() - started >= idleness.toMillis()) {
        out.markIdle();
      }
    }
  }
}
