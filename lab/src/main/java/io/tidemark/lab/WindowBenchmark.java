package io.tidemark.lab;

import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.detector.window.KeyWindow;
import io.tidemark.detector.window.KeyWindows;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One event into its key's window and the tick before out of it: aggregate, close, ring, window.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WindowBenchmark {
  private final KeyWindows windows = new KeyWindows(Sensors.definition());
  private final KeyWindow state = windows.start();
  private final double[] values = new Random(1).doubles(Sensors.FEATURES).toArray();
  private final SourcePosition source = new SourcePosition(0, 0);
  private long second;

  @Benchmark
  public void add(Blackhole hole) {
    second++;
    long millis = second * 1000;
    windows.add(
        state,
        new Observation("bench", "k", millis * 1000, values, source),
        millis,
        millis,
        hole::consume);
  }
}
