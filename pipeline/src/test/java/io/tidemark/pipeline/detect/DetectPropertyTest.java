package io.tidemark.pipeline.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.WindowScore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A key's verdicts follow from its own events. Whatever the other keys' clocks say, however fast
 * each partition is read, in whatever batches windows are scored, wherever the job is restored and
 * on how many subtasks it runs: scores and alerts of a key are those that it has alone, in one go.
 */
@Tag("slow")
class DetectPropertyTest {
  private static final int PARTITIONS = 3;
  private static final int SECONDS = 200;
  private static final List<String> CLOCKS =
      List.of("right", "right2", "fast", "slow", "at2001", "steps", "glitches", "silent");
  private static final long START = 1_700_000_000_000L;
  private static final String YAML =
      PumpDetectors.PUMP
              .replace("warmup: 60", "warmup: 30")
              .replace("updateEvery: 5s", "updateEvery: 5s, newNormalAfter: 40s")
          + "health: {gap: 20s, flatLine: 30s, late: true, clockAhead: true, clockBehind: true}\n";

  @TempDir Path folder;

  /** An event and when it was written to its partition. */
  private record Logged(Observation event, long logMillis) {
    int partition() {
      return event.source().partition();
    }
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 40);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aKeysVerdictsOnTheHeapFollowFromItsOwnEvents(long seed) throws Exception {
    check("heap", seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {101, 102, 103, 104, 105, 106})
  void aKeysVerdictsInRocksDbFollowFromItsOwnEvents(long seed) throws Exception {
    check("rocksdb", seed);
  }

  private void check(String backend, long seed) throws Exception {
    Random random = new Random(seed);
    Detectors detectors = PumpDetectors.in(folder, YAML);
    Map<Integer, List<Logged>> log = log(random);
    List<String> found = run(backend, detectors, log, random);
    List<String> expected = alone(detectors, log);
    assertThat(expected).hasSizeGreaterThan(400).anyMatch(line -> line.contains("ANOMALY"));
    assertThat(found).isEqualTo(expected);
    for (String clock : CLOCKS) {
      assertThat(expected)
          .as("verdicts of " + clock)
          .filteredOn(line -> line.startsWith(clock + " score") && !line.contains("learned"))
          .hasSizeGreaterThan(40);
    }
    assertThat(expected)
        .anyMatch(line -> line.startsWith("fast alert") && line.contains("CLOCK_AHEAD OPEN"))
        .anyMatch(line -> line.startsWith("slow alert") && line.contains("CLOCK_BEHIND OPEN"))
        .anyMatch(line -> line.startsWith("silent alert") && line.contains("GAP OPEN"));
  }

  /** Each key by itself, on one subtask, on the heap, one window at a time, without a break. */
  private static List<String> alone(Detectors detectors, Map<Integer, List<Logged>> log)
      throws Exception {
    List<String> all = new ArrayList<>();
    List<String> keys =
        log.values().stream().flatMap(List::stream).map(l -> l.event().key()).distinct().toList();
    for (String key : keys) {
      try (DetectHarness harness = DetectHarness.open("heap", detectors, 1, null)) {
        for (List<Logged> partition : log.values()) {
          for (Logged logged : partition) {
            if (logged.event().key().equals(key)) {
              harness.send(logged.event(), logged.logMillis());
            }
            harness.logIsReadTo(logged.logMillis() - 1);
          }
        }
        harness.end();
        lines(harness, all);
      }
    }
    return all.stream().sorted().toList();
  }

  private static void lines(DetectHarness harness, List<String> into) {
    for (AnomalyAlert alert : harness.alerts()) {
      into.add(
          "%s alert %s %s %s %s %s %.4f"
              .formatted(
                  alert.getKey(),
                  alert.getAlertId(),
                  alert.getSequence(),
                  alert.getKind(),
                  alert.getState(),
                  alert.getUpdatedAt(),
                  alert.getScore()));
    }
    for (WindowScore score : harness.scores()) {
      into.add(
          "%s score %s %.4f %s %s"
              .formatted(
                  score.getKey(),
                  score.getWindowEnd(),
                  score.getScore(),
                  score.getThreshold() == null ? "learned" : "%.4f".formatted(score.getThreshold()),
                  score.getAnomalous()));
    }
    harness.late().forEach(late -> into.add("%s late %s".formatted(late.getKey(), late)));
  }

  /** In four parts with a restore between them, partitions at any pace, batches of any size. */
  private static List<String> run(
      String backend, Detectors detectors, Map<Integer, List<Logged>> log, Random random)
      throws Exception {
    List<Logged> order = anyOrder(log, random);
    int[] parallelism = {1, 2, 4, 1 + random.nextInt(3)};
    List<String> found = new ArrayList<>();
    Reading reading = new Reading(log);
    OperatorSubtaskState saved = null;
    int before = 1;
    int from = 0;
    for (int part = 0; part < parallelism.length; part++) {
      boolean last = part == parallelism.length - 1;
      int to = last ? order.size() : from + random.nextInt((order.size() - from) / 2 + 1);
      List<OperatorSubtaskState> states = new ArrayList<>();
      Reading after = reading;
      for (int subtask = 0; subtask < parallelism[part]; subtask++) {
        OperatorSubtaskState own =
            saved == null
                ? null
                : AbstractStreamOperatorTestHarness.repartitionOperatorState(
                    saved, DetectHarness.GROUPS, before, parallelism[part], subtask);
        after = reading.copy();
        try (DetectHarness harness =
            new DetectHarness(
                backend, detectors, 1 + random.nextInt(9), parallelism[part], subtask, own)) {
          for (Logged logged : order.subList(from, to)) {
            if (subtaskOf(logged.event(), parallelism[part]) == subtask) {
              harness.send(logged.event(), logged.logMillis());
            }
            harness.logIsReadTo(after.read(logged));
            if (random.nextInt(50) == 0) {
              harness.timePasses(Duration.ofMillis(30));
            }
          }
          states.add(harness.barrier());
          if (last) {
            harness.end();
          }
          lines(harness, found);
        }
      }
      reading = after;
      saved =
          AbstractStreamOperatorTestHarness.repackageState(
              states.toArray(OperatorSubtaskState[]::new));
      before = parallelism[part];
      from = to;
    }
    return found.stream().sorted().toList();
  }

  /** How far each partition has been read: the watermark is that of the slowest. */
  private static final class Reading {
    private final Map<Integer, Deque<Long>> left = new HashMap<>();

    private Reading() {}

    Reading(Map<Integer, List<Logged>> log) {
      log.forEach(
          (partition, records) -> {
            Deque<Long> times = new ArrayDeque<>();
            records.forEach(record -> times.add(record.logMillis()));
            left.put(partition, times);
          });
    }

    Reading copy() {
      Reading copy = new Reading();
      left.forEach((partition, times) -> copy.left.put(partition, new ArrayDeque<>(times)));
      return copy;
    }

    long read(Logged record) {
      Objects.requireNonNull(left.get(record.partition())).remove();
      return left.values().stream()
              .filter(times -> !times.isEmpty())
              .mapToLong(Deque::getFirst)
              .min()
              .orElse(record.logMillis())
          - 1;
    }
  }

  /** Partitions are read at any pace, each in its own order. */
  private static List<Logged> anyOrder(Map<Integer, List<Logged>> log, Random random) {
    List<Deque<Logged>> queues = new ArrayList<>();
    log.values().forEach(records -> queues.add(new ArrayDeque<>(records)));
    List<Logged> order = new ArrayList<>();
    while (!queues.isEmpty()) {
      Deque<Logged> queue = queues.get(random.nextInt(queues.size()));
      for (int i = random.nextInt(60); i >= 0 && !queue.isEmpty(); i--) {
        order.add(queue.remove());
      }
      queues.removeIf(Deque::isEmpty);
    }
    return order;
  }

  /** Keys of every kind of clock, each in one partition, with gaps, disorder and faults. */
  private static Map<Integer, List<Logged>> log(Random random) {
    Map<Integer, List<Logged>> log = new HashMap<>();
    for (String clock : CLOCKS) {
      int partition = random.nextInt(PARTITIONS);
      log.computeIfAbsent(partition, unseen -> new ArrayList<>())
          .addAll(device(clock, partition, random));
    }
    for (List<Logged> records : log.values()) {
      records.sort(Comparator.comparingLong(Logged::logMillis));
      for (int offset = 0; offset < records.size(); offset++) {
        Logged logged = records.get(offset);
        Observation event = logged.event();
        records.set(
            offset,
            new Logged(
                new Observation(
                    event.detector(),
                    event.key(),
                    event.eventTimeMicros(),
                    event.values(),
                    new SourcePosition(event.source().partition(), offset)),
                logged.logMillis()));
      }
    }
    return log;
  }

  private static List<Logged> device(String clock, int partition, Random random) {
    List<Logged> records = new ArrayList<>();
    int faultAt = 80 + random.nextInt(60);
    int silentFrom = clock.equals("silent") ? 120 : 40 + random.nextInt(120);
    int silentFor = clock.equals("silent") ? 40 : random.nextInt(8);
    for (int second = 0; second < SECONDS; second++) {
      if (second >= silentFrom && second < silentFrom + silentFor) {
        continue;
      }
      boolean fault = second >= faultAt && second < faultAt + 15;
      double[] values = {
        10 + random.nextGaussian() * 0.5 + (fault ? 8 : 0), 3 + random.nextGaussian() * 0.2
      };
      long time = START + second * 1000L + random.nextInt(900);
      long told = time + offset(clock, second);
      long written = time + random.nextInt(1500);
      records.add(
          new Logged(
              new Observation("pump", clock, told * 1000, values, new SourcePosition(partition, 0)),
              written));
    }
    return records;
  }

  private static long offset(String clock, int second) {
    return switch (clock) {
      case "fast" -> 20_000;
      case "slow" -> -3_600_000;
      case "at2001" -> 980_000_000_000L - START;
      case "steps" -> second < 100 ? 3_600_000 : 0;
      case "glitches" -> second % 50 == 49 ? 1_800_000 : 0;
      default -> 0;
    };
  }

  private static int subtaskOf(Observation event, int parallelism) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(
        new DetectorKey(event.detector(), event.key()), DetectHarness.GROUPS, parallelism);
  }
}
