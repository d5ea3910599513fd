package io.tidemark.lab;

import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.detector.window.KeyWindow;
import io.tidemark.detector.window.KeyWindows;
import io.tidemark.export.ModelTrainer;
import io.tidemark.export.carried.CarriedTrainer;
import io.tidemark.export.training.TrainingListener;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.training.TrainingOptionsBuilder;
import io.tidemark.export.window.RowSelection;
import io.tidemark.export.window.TrainingWindows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * A detector and a model of a stated size. The model has made one step of training: weights cost
 * the same whatever they are.
 *
 * @param length window length W
 * @param features F
 * @param hidden units of the LSTMs H
 * @param tickMillis length of a tick, milliseconds
 * @param carried whether the model carries its state from tick to tick, in place of reading windows
 */
public record BenchModel(int length, int features, int hidden, int tickMillis, boolean carried) {
  /** Topic of the detector's events. */
  public static final String TOPIC = "bench-events";

  private static final int KEYS = 4;

  /** With ticks of a second. */
  public BenchModel(int length, int features, int hidden) {
    this(length, features, hidden, 1000);
  }

  /** That reads windows. */
  public BenchModel(int length, int features, int hidden, int tickMillis) {
    this(length, features, hidden, tickMillis, false);
  }

  /** A model for the same detector that carries its state, of this many units. */
  public BenchModel carrying(int units) {
    return new BenchModel(length, features, units, tickMillis, true);
  }

  /** Ticks of a key's warm-up. */
  public int warmup() {
    return 2 * length + 4;
  }

  /** Multiply-adds of one window's way through the two LSTMs and the output layer, times two. */
  public double flops() {
    double encoder = 4.0 * hidden * (features + hidden);
    double decoder = 4.0 * hidden * (hidden + hidden);
    return 2.0 * length * (encoder + decoder + (double) hidden * features);
  }

  /** Short name. */
  public String name() {
    return "%s-h%d-w%d-f%d"
        .formatted(carried ? CarriedTrainer.NAME : "lstm", hidden, length, features);
  }

  /**
   * Writes {@code bench.yaml} and {@code bench.onnx} into a folder of their own; the first of them.
   */
  public Path write(Path folder) throws IOException {
    Path own = Files.createDirectories(folder.resolve(name()));
    Path yaml = Files.writeString(own.resolve("bench.yaml"), yaml());
    DetectorDefinition definition = DefinitionReader.read(yaml);
    new ModelTrainer(definition, options(), TrainingListener.SILENT)
        .train(windows(definition), definition.modelFile());
    return yaml;
  }

  private TrainingOptions options() {
    TrainingOptionsBuilder options = TrainingOptions.builder().hidden(hidden);
    return carried
        ? options.architecture(CarriedTrainer.NAME).build()
        : options.epochs(1).batchSize(4096).build();
  }

  private String yaml() {
    StringBuilder yaml =
        new StringBuilder(
            """
            name: bench
            events: {topic: %s, type: SensorEvent, key: deviceId}
            window: {tick: %dms, length: %d, lateness: 0s, maxGap: 10}
            baseline: {per: key, warmup: %d}
            model: {path: bench.onnx, provider: cpu}
            features:
            """
                .formatted(TOPIC, tickMillis, length, warmup()));
    for (int f = 0; f < features; f++) {
      yaml.append("  - {name: s%d, from: readings.s%d}%n".formatted(f, f));
    }
    return yaml.toString();
  }

  private TrainingWindows windows(DetectorDefinition definition) {
    TrainingWindows all = new TrainingWindows(definition);
    KeyWindows cutter = new KeyWindows(definition);
    Random random = new Random(1);
    for (int device = 0; device < KEYS; device++) {
      KeyWindow window = cutter.start();
      for (long tick = 0; tick < warmup(); tick++) {
        double[] values = random.doubles(features).toArray();
        String key = "device-" + device;
        cutter.add(
            window,
            new Observation(
                "bench", key, tick * tickMillis * 1000, values, new SourcePosition(0, tick)),
            tick * tickMillis,
            tick * tickMillis,
            cut -> all.add(cut, RowSelection.ALL));
      }
      cutter.advance(
          window, "device-" + device, Long.MAX_VALUE, cut -> all.add(cut, RowSelection.ALL));
    }
    return all;
  }
}
