package io.tidemark.export;

import io.tidemark.detector.KeyedWindows;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.training.TrainingOptionsBuilder;
import io.tidemark.export.window.RowSelection;
import io.tidemark.export.window.TrainingWindows;
import java.nio.file.Path;
import java.util.Random;

/**
 * Two devices with three noisy waves each, on which a small network learns something within a
 * second.
 */
public final class Waves {
  static final int WINDOW = 8;
  private static final int ROWS = 150;

  private Waves() {}

  /**
   * @param per {@code key} or {@code model}
   */
  static DetectorDefinition definition(String per) {
    return DefinitionReader.parse(
        """
        name: waves
        events: {topic: waves, type: SensorEvent, key: deviceId}
        features:
          - {name: flow, from: readings.flow, unit: l/min}
          - {name: pressure, from: readings.pressure}
          - {name: level, from: readings.level}
        window: {tick: 1s, length: %d, stride: 1, lateness: 0s, maxGap: 3}
        baseline: {per: %s, warmup: 100}
        model: {path: waves.onnx, provider: cpu}
        """
            .formatted(WINDOW, per),
        Path.of("."));
  }

  /** Options for a network that trains in well under a second. */
  static TrainingOptionsBuilder quick() {
    return TrainingOptions.builder().hidden(6).epochs(4).batchSize(16);
  }

  static TrainingWindows windows(DetectorDefinition definition, RowSelection rows) {
    TrainingWindows windows = new TrainingWindows(definition);
    KeyedWindows cutter =
        new KeyedWindows(definition, window -> windows.add(window, rows), late -> {});
    Random random = new Random(3);
    for (int second = 0; second < ROWS; second++) {
      for (int device = 0; device < 2; device++) {
        cutter.add(observation(device, second, random));
      }
    }
    cutter.finish();
    return windows;
  }

  private static Observation observation(int device, int second, Random random) {
    double phase = 2 * Math.PI * second / 20;
    double[] values = {
      50 + 5 * device + 4 * Math.sin(phase) + random.nextGaussian(),
      2 + Math.cos(phase) + 0.1 * random.nextGaussian(),
      1000 * (device + 1) + second % 10 + random.nextGaussian()
    };
    return new Observation(
        "waves", "device-" + device, second * 1_000_000L, values, new SourcePosition(0, second));
  }
}
