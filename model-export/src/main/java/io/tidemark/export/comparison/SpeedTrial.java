package io.tidemark.export.comparison;

import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ResidentMemory;
import io.tidemark.detector.model.WindowBatch;
import io.tidemark.export.window.WindowSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How fast and how large a model file is in ONNX Runtime. */
final class SpeedTrial {
  private static final int BATCH = 64;
  private static final int SESSIONS = 40;
  private static final Duration LONG_ENOUGH = Duration.ofMillis(400);

  private SpeedTrial() {}

  static Contender.Speed of(Path file, WindowSet windows) throws IOException {
    List<OnnxModel> sessions = new ArrayList<>();
    long before = ResidentMemory.bytes();
    try {
      for (int i = 0; i < SESSIONS; i++) {
        OnnxModel model = OnnxModel.open(file, ProviderPreference.CPU);
        sessions.add(model);
        perSecond(model, windows, BATCH, Duration.ZERO);
      }
      long added = Math.max(0, ResidentMemory.bytes() - before) / SESSIONS;
      OnnxModel model = sessions.get(0);
      perSecond(model, windows, BATCH, LONG_ENOUGH);
      return new Contender.Speed(
          perSecond(model, windows, 1, LONG_ENOUGH),
          perSecond(model, windows, BATCH, LONG_ENOUGH),
          added);
    } finally {
      sessions.forEach(OnnxModel::close);
    }
  }

  private static double perSecond(OnnxModel model, WindowSet windows, int size, Duration least) {
    WindowBatch batch = model.newBatch(size);
    for (int i = 0; i < size; i++) {
      batch.add(windows.values().get(i % windows.size()));
    }
    long start = System.nanoTime();
    long scored = 0;
    do {
      model.score(batch);
      scored += size;
    } while (System.nanoTime() - start < least.toNanos());
    return scored * 1e9 / (System.nanoTime() - start);
  }
}
