package io.tidemark.pipeline.source;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.pipeline.config.Detectors;
import java.time.Duration;
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
 * How far event time has come, partition by partition: as far as the partition's latest
 * observation, but never past the wall clock, so that a device whose clock is ahead makes nobody
 * late. Lateness is left to the windows. Dead letters do not count.
 *
 * <p>A partition that falls silent closes its last ticks, once the wall clock is past them, and
 * then stands aside, so that the others need not wait for it; when all are silent, everything that
 * came has been scored.
 */
public final class EventTime implements WatermarkStrategy<Decoded> {
  private static final long serialVersionUID = 1L;

  private final Duration idleness;
  private final Duration closing;
  private final Duration step;
  private final WallClock clock;

  private transient @Nullable Subtask subtask;

  /**
   * @param detectors from whose definitions follows how far past an event its tick closes
   * @param idleness how long a partition may be silent before the others go on without it
   */
  public EventTime(Detectors detectors, Duration idleness) {
    this(closing(detectors), shortestTick(detectors), idleness, System::currentTimeMillis);
  }

  EventTime(Duration closing, Duration step, Duration idleness, WallClock clock) {
    this.closing = closing;
    this.step = step;
    this.idleness = idleness;
    this.clock = clock;
  }

  private static Duration shortestTick(Detectors detectors) {
    Duration shortest = Duration.ofDays(1);
    for (DetectorDefinition detector : detectors.definitions()) {
      Duration own = detector.window().tick();
      shortest = own.compareTo(shortest) < 0 ? own : shortest;
    }
    return shortest;
  }

  private static Duration closing(Detectors detectors) {
    Duration longest = Duration.ZERO;
    for (DetectorDefinition detector : detectors.definitions()) {
      Duration own = detector.window().tick().plus(detector.window().lateness());
      longest = own.compareTo(longest) > 0 ? own : longest;
    }
    return longest;
  }

  @Override
  public TimestampAssigner<Decoded> createTimestampAssigner(
      TimestampAssignerSupplier.Context context) {
    return (decoded, kafkaTime) ->
        decoded instanceof Decoded.Observed observed
            ? observed.observation().eventTimeMillis()
            : decoded instanceof Decoded.Undivided event ? event.eventTimeMillis() : kafkaTime;
  }

  @Override
  public WatermarkGenerator<Decoded> createWatermarkGenerator(
      WatermarkGeneratorSupplier.Context context) {
    if (subtask == null) {
      subtask = new Subtask();
    }
    return new Partition(subtask, context.getInputActivityClock());
  }

  /** What the partitions of a subtask know together. */
  private static final class Subtask {
    private long latest = Long.MIN_VALUE;
  }

  private final class Partition implements WatermarkGenerator<Decoded> {
    private final Subtask subtask;

    /** Stands still while the job is under back-pressure: that is not the partition's silence. */
    private final RelativeClock activity;

    private long newest = Long.MIN_VALUE;
    private long emitted = Long.MIN_VALUE;
    private long lastActive;
    private boolean active = true;

    /** Event time with which its last ticks close in its silence; the least long until it is. */
    private long end = Long.MIN_VALUE;

    private boolean closed;

    Partition(Subtask subtask, RelativeClock activity) {
      this.subtask = subtask;
      this.activity = activity;
    }

    @Override
    public void onEvent(Decoded decoded, long eventTime, WatermarkOutput out) {
      if (!(decoded instanceof Decoded.Rejected)) {
        newest = Math.max(newest, eventTime);
        subtask.latest = Math.max(subtask.latest, eventTime);
        active = true;
        if (emitted == Long.MIN_VALUE) {
          emitted = eventTime;
        } else if (newest - emitted >= step.toMillis()) {
          // A replay must not open tick upon tick until the clock next asks how far it is.
          progress(out);
        }
      }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput out) {
      long now = activity.relativeTimeMillis();
      if (active) {
        active = false;
        end = Long.MIN_VALUE;
        closed = false;
        lastActive = now;
      }
      if (now - lastActive < idleness.toMillis()) {
        progress(out);
      } else if (newest > Long.MIN_VALUE && !closed) {
        close(out);
      } else {
        out.markIdle();
      }
    }

    /** As far as the wall clock allows, for its devices may go on in a moment. */
    private void close(WatermarkOutput out) {
      if (end == Long.MIN_VALUE) {
        end = subtask.latest + closing.toMillis();
      }
      long reached = Math.min(end, clock.millis() - 1);
      closed = reached == end;
      out.emitWatermark(new Watermark(reached));
    }

    private void progress(WatermarkOutput out) {
      emitted = newest;
      if (newest > Long.MIN_VALUE) {
        out.emitWatermark(new Watermark(Math.min(newest, clock.millis()) - 1));
      }
    }
  }
}
