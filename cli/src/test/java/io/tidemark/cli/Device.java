package io.tidemark.cli;

import io.tidemark.detector.SensorStream;
import io.tidemark.detector.tick.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * For tests: a pump that measures at regular intervals. Its clock may be wrong, and its events may
 * take a while to reach their partition.
 *
 * @param name its key
 * @param partition where its events are written
 * @param interval time between two events
 * @param origin its measurements follow from how long after this they are taken, so that a test has
 *     the same ones whenever it runs
 * @param clockError what its clock says less what the time is
 * @param underWay time from the measurement to the record's timestamp
 * @param faults times of measurement at which a fault of ten intervals begins
 */
record Device(
    String name,
    int partition,
    Duration interval,
    Instant origin,
    Duration clockError,
    Duration underWay,
    List<Instant> faults) {
  private static final int FAULT_INTERVALS = 10;

  /** An event and the timestamp of its record. */
  record Sent(int partition, long writtenMillis, Observation event) {}

  static Device of(String name, Duration interval, Instant origin) {
    return new Device(name, 0, interval, origin, Duration.ZERO, Duration.ZERO, List.of());
  }

  Device inPartition(int other) {
    return new Device(name, other, interval, origin, clockError, underWay, faults);
  }

  Device withClockError(Duration error) {
    return new Device(name, partition, interval, origin, error, underWay, faults);
  }

  Device underWayFor(Duration time) {
    return new Device(name, partition, interval, origin, clockError, time, faults);
  }

  Device withFaultsAt(List<Instant> times) {
    return new Device(name, partition, interval, origin, clockError, underWay, times);
  }

  /** What is written of it from one time on until before another. */
  List<Sent> sends(Instant from, Instant to) {
    List<Sent> sent = new ArrayList<>();
    for (Instant written = from; written.isBefore(to); written = written.plus(interval)) {
      Instant measured = written.minus(underWay);
      long says = measured.plus(clockError).toEpochMilli();
      SplittableRandom random =
          new SplittableRandom(name.hashCode() + Duration.between(origin, measured).toMillis());
      double current = 10 + random.nextGaussian() * 0.5 + (isFaulty(measured) ? 8 : 0);
      double pressure = 3 + random.nextGaussian() * 0.2;
      Observation event = SensorStream.at(name, says, sent.size(), current, pressure);
      sent.add(new Sent(partition, written.toEpochMilli(), event));
    }
    return sent;
  }

  private boolean isFaulty(Instant measured) {
    return faults.stream()
        .anyMatch(
            fault ->
                !measured.isBefore(fault)
                    && measured.isBefore(fault.plus(interval.multipliedBy(FAULT_INTERVALS))));
  }
}
