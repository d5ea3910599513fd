package io.tidemark.detector.line;

import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** For tests: events of devices with clocks of all kinds, as they lie in a topic's partitions. */
final class PartitionedLog {
  /** Log time at which all logs end, past the last gap. */
  static final long END = 600_000;

  static final int PARTITIONS = 3;

  private static final int SECONDS = 300;

  /** Under the lateness of 2 s. */
  private static final int MOST_DELAY = 1900;

  private PartitionedLog() {}

  /** An event and when it was written to its partition. */
  record Entry(long logMillis, Observation observation) {
    int partition() {
      return observation.source().partition();
    }

    String key() {
      return observation.key();
    }
  }

  /** How a device's clock goes. */
  enum Clock {
    RIGHT,
    FAST,
    SLOW,
    OF_2001,
    JUMPING,
    GLITCHING;

    /** What the clock says at a true time, both in milliseconds. */
    private long at(long millis, Random random) {
      return switch (this) {
        case RIGHT -> millis;
        case FAST -> millis + 3_600_000;
        case SLOW -> millis - 3_600_000;
        case OF_2001 -> millis + 980_000_000_000L;
        case JUMPING ->
            millis < 120_000 ? millis : millis + (millis < 200_000 ? -7_200_000 : 86_400_000);
        case GLITCHING -> random.nextInt(40) == 0 ? millis + 4_000_000_000_000L : millis;
      };
    }
  }

  /** A key's events in one partition, with gaps, in an order within the lateness. */
  static List<Entry> device(String key, int partition, Clock clock, long seed) {
    return device(key, partition, clock, seed, SECONDS, true);
  }

  /**
   * A key's events in one partition.
   *
   * @param seconds for how long it speaks
   * @param gaps whether it falls silent now and then, for up to 40 s
   */
  static List<Entry> device(
      String key, int partition, Clock clock, long seed, int seconds, boolean gaps) {
    Random random = new Random(seed);
    List<Entry> entries = new ArrayList<>();
    double level = 10 * random.nextGaussian();
    int silentUntil = 0;
    for (int second = 0; second < seconds; second++) {
      if (gaps && random.nextInt(40) == 0) {
        silentUntil = second + (random.nextBoolean() ? random.nextInt(7) : random.nextInt(40));
      }
      if (second < silentUntil) {
        continue;
      }
      double shift = second > 150 ? 8 : second % 60 > 50 && second > 60 ? 6 : 0;
      for (int event = 0; event <= random.nextInt(2); event++) {
        long millis = second * 1000L + random.nextInt(1000);
        // then the second reading sticks, at a usual value or at another
        double noise = second > 215 && second < 265 ? 3 * (seed % 2) : random.nextGaussian() * 0.2;
        double[] values = {
          level + shift + random.nextGaussian() * 0.5,
          random.nextInt(9) == 0 ? Double.NaN : 3 + noise
        };
        long delay = random.nextInt(MOST_DELAY);
        entries.add(
            new Entry(
                millis + delay,
                new Observation(
                    "pump",
                    key,
                    clock.at(millis, random) * 1000,
                    values,
                    new SourcePosition(partition, 0))));
      }
    }
    return entries;
  }

  /** The partitions of a topic, each in the order of its log. */
  static List<List<Entry>> partitions(List<List<Entry>> devices) {
    List<List<Entry>> partitions = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      int wanted = partition;
      List<Entry> sorted =
          devices.stream()
              .flatMap(List::stream)
              .filter(entry -> entry.partition() == wanted)
              .sorted(Comparator.comparingLong(Entry::logMillis))
              .toList();
      List<Entry> placed = new ArrayList<>();
      for (Entry entry : sorted) {
        Observation o = entry.observation();
        SourcePosition place = new SourcePosition(partition, placed.size());
        placed.add(
            new Entry(
                entry.logMillis(),
                new Observation(o.detector(), o.key(), o.eventTimeMicros(), o.values(), place)));
      }
      partitions.add(placed);
    }
    return partitions;
  }
}
