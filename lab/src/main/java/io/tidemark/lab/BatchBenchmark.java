package io.tidemark.lab;

import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.WindowBatch;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A micro-batch of the demo's plant model: filled from windows, and scored. Time is of a whole
 * batch; divide by its size.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BatchBenchmark {
  /** The model, relative to the folder the benchmark runs in. */
  static final String MODEL = "tidemark.benchmarks.model";

  /** Windows in the batch. */
  @Param({"1", "8", "32", "64", "128", "256"})
  public int size = 1;

  private @Nullable OnnxModel model;
  private @Nullable WindowBatch batch;
  private float[] window = {};

  @Setup
  public void open() {
    OnnxModel opened =
        OnnxModel.open(
            Path.of(System.getProperty(MODEL, "models/plant.onnx")), ProviderPreference.CPU);
    Random random = new Random(1);
    window = new float[opened.metadata().windowLength() * opened.metadata().features().size()];
    for (int i = 0; i < window.length; i++) {
      window[i] = (float) random.nextGaussian();
    }
    model = opened;
    batch = opened.newBatch(size);
  }

  @TearDown
  public void close() {
    if (model != null) {
      model.close();
    }
  }

  /** Filling alone. */
  @Benchmark
  public int fill() {
    WindowBatch filled = filled();
    return filled.size();
  }

  /** Filling and scoring. */
  @Benchmark
  public float fillAndScore() {
    WindowBatch filled = filled();
    if (model == null) {
      throw new IllegalStateException("not set up");
    }
    model.score(filled);
    return filled.score(0);
  }

  private WindowBatch filled() {
    if (batch == null) {
      throw new IllegalStateException("not set up");
    }
    batch.clear();
    for (int i = 0; i < size; i++) {
      batch.add(window);
    }
    return batch;
  }
}
