package io.tidemark.export.benchmark;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import io.tidemark.export.architecture.Architectures;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.window.WindowSet;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The loop that DJL's own documentation shows: forward, loss, backward, step; no clipping, no
 * shuffling, no validation, no kept weights.
 */
final class PlainLoop {
  private PlainLoop() {}

  /** CPU seconds of each epoch. */
  static List<Double> run(TrainingOptions options, WindowSet windows, int epochs) {
    Block block =
        Architectures.build(
                options.architecture(), options.size(windows.length(), windows.features()))
            .block();
    List<Double> seconds = new ArrayList<>();
    try (Model model = Model.newInstance("plain")) {
      model.setBlock(block);
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(Loss.l2Loss()).optOptimizer(Optimizer.adam().build());
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(options.batchSize(), windows.length(), windows.features()));
        for (int epoch = 0; epoch < epochs; epoch++) {
          double start = TrainingCost.cpuSeconds();
          epoch(trainer, options.batchSize(), windows);
          seconds.add(TrainingCost.cpuSeconds() - start);
        }
      }
    }
    return seconds;
  }

  private static void epoch(Trainer trainer, int batchSize, WindowSet windows) {
    for (int from = 0; from < windows.size(); from += batchSize) {
      List<float[]> chosen =
          windows.values().subList(from, Math.min(from + batchSize, windows.size()));
      try (NDManager memory = trainer.getManager().newSubManager()) {
        NDArray batch = batch(memory, windows, chosen);
        try (GradientCollector collector = trainer.newGradientCollector()) {
          NDArray restored = trainer.forward(new NDList(batch)).head();
          collector.backward(trainer.getLoss().evaluate(new NDList(batch), new NDList(restored)));
        }
        trainer.step();
      }
    }
  }

  private static NDArray batch(NDManager memory, WindowSet shape, List<float[]> chosen) {
    FloatBuffer buffer = FloatBuffer.allocate(chosen.size() * shape.length() * shape.features());
    chosen.forEach(buffer::put);
    return memory.create(
        buffer.rewind(), new Shape(chosen.size(), shape.length(), shape.features()));
  }
}
