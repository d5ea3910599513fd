package io.tidemark.lab.comparison;

import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.WindowBatch;
import io.tidemark.export.window.WindowSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** How fast and how large a model file is in ONNX Runtime. */
final class SpeedTrial {
  private static final int BATCH = 64;
  private static final Duration LONG_ENOUGH = Duration.ofMillis(400);

  private SpeedTrial() {}

  static Contender.Speed of(Path file, WindowSet windows) throws IOException, InterruptedException {
    try (OnnxModel model = OnnxModel.open(file, ProviderPreference.CPU)) {
      perSecond(model, windows, BATCH);
      return new Contender.Speed(
          perSecond(model, windows, 1), perSecond(model, windows, BATCH), SessionMemory.of(file));
    }
  }

  private static double perSecond(OnnxModel model, WindowSet windows, int size) {
    WindowBatch batch = model.newBatch(size);
    for (int i = 0; i < size; i++) {
      batch.add(windows.values().get(i % windows.size()));
    }
    long start = System.nanoTime();
    long scored = 0;
    do {
      model.score(batch);
      scored += size;
    } while (System.nanoTime() - start < LONG_ENOUGH.toNanos());
    // A model that carries its state has read W ticks here; a job has it read one for each window.
    long steps = model.carriesState() ? windows.length() : 1;
    return scored * steps * 1e9 / (System.nanoTime() - start);
  }
}
