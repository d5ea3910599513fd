package io.tidemark.lab;

import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.detector.window.KeyWindow;
import io.tidemark.detector.window.KeyWindows;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A key's full window out of its bytes and back into them, as in snapshots and in RocksDB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KeyWindowBenchmark {
  private final KeyWindows windows = new KeyWindows(Sensors.definition());
  private final KeyWindow window = windows.start();
  private final DataInputDeserializer in = new DataInputDeserializer();
  private final DataOutputSerializer out = new DataOutputSerializer(4096);
  private byte[] bytes = new byte[0];

  /** Ten windows' worth of ticks, so that the ring has gone round to its middle. */
  @Setup
  public void fill() throws IOException {
    Random random = new Random(1);
    for (int second = 1; second <= 10 * Sensors.WINDOW + Sensors.WINDOW / 2; second++) {
      double[] values = random.doubles(Sensors.FEATURES).map(value -> (float) value).toArray();
      SourcePosition source = new SourcePosition(0, 100L * second);
      windows.add(
          window,
          new Observation("bench", "k", second * 1_000_000L, values, source),
          second * 1000L,
          second * 1000L,
          closed -> {});
    }
    bytes = write(window);
  }

  private byte[] write(KeyWindow state) throws IOException {
    out.clear();
    state.write(out);
    return out.getCopyOfBuffer();
  }

  @Benchmark
  public KeyWindow read() throws IOException {
    in.setBuffer(bytes);
    return KeyWindow.read(in);
  }

  @Benchmark
  public byte[] write() throws IOException {
    return write(window);
  }
}
