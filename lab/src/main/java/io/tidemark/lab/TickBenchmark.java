package io.tidemark.lab;

import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.OffsetRange;
import io.tidemark.detector.tick.OpenTick;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.detector.tick.TickAggregator;
import io.tidemark.detector.window.TickRing;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * An event into an open tick, and a closed tick into the ring: the two parts of a window's update.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TickBenchmark {
  private final TickAggregator aggregator =
      new TickAggregator(Sensors.definition().features().stream().map(f -> f.aggregate()).toList());
  private final OpenTick tick = aggregator.open(0);
  private final Observation observation =
      new Observation(
          "bench",
          "k",
          1000,
          new Random(1).doubles(Sensors.FEATURES).toArray(),
          new SourcePosition(0, 7));
  private final TickRing ring = new TickRing(Sensors.WINDOW, Sensors.FEATURES);
  private final float[] values = new float[Sensors.FEATURES];
  private final List<OffsetRange> sources = List.of(new OffsetRange(0, 7, 7));

  /** Tick aggregation. */
  @Benchmark
  public OpenTick aggregate() {
    aggregator.add(tick, observation);
    return tick;
  }

  /** Ring update. */
  @Benchmark
  public TickRing push() {
    ring.push(values, sources);
    return ring;
  }
}
