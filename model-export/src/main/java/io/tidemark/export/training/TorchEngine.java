package io.tidemark.export.training;

import ai.djl.engine.Engine;

/** DJL's PyTorch engine, set up once. */
final class TorchEngine {
  private static final Engine ENGINE = start();

  private TorchEngine() {}

  static Engine get() {
    return ENGINE;
  }

  /** One thread: these networks are too small to share, and sums come out the same each time. */
  private static Engine start() {
    for (String setting :
        new String[] {"ai.djl.pytorch.num_threads", "ai.djl.pytorch.num_interop_threads"}) {
      if (System.getProperty(setting) == null) {
        System.setProperty(setting, "1");
      }
    }
    if (System.getProperty("ai.djl.offline") == null) {
      System.setProperty("ai.djl.offline", "true");
    }
    return Engine.getEngine("PyTorch");
  }
}
