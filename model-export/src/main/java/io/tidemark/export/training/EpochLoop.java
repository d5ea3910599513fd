package io.tidemark.export.training;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import java.util.ArrayList;
import java.util.List;

/** Repeats epochs as often as the options want and gives the block the weights of the best one. */
final class EpochLoop {
  private final TrainingOptions options;
  private final TrainingListener listener;
  private final NDManager manager;
  private final Block block;

  EpochLoop(TrainingOptions options, TrainingListener listener, NDManager manager, Block block) {
    this.options = options;
    this.listener = listener;
    this.manager = manager;
    this.block = block;
  }

  /** One epoch of a training. */
  interface Pass {
    /** Takes the epoch's steps and gives their mean loss. */
    double train();

    /** Loss on what training never sees. */
    double validate();

    /** Rate at the latest step. */
    double learningRate();
  }

  /**
   * What came of it.
   *
   * @param epochs the learning curves
   * @param best number of the epoch whose weights the block has
   */
  record Outcome(List<Epoch> epochs, int best) {}

  /**
   * @param wanted most epochs
   */
  Outcome run(int wanted, Pass pass) {
    List<Epoch> epochs = new ArrayList<>();
    BestWeights best = new BestWeights(block, manager);
    for (int number = 1; number <= wanted; number++) {
      double trainingLoss = pass.train();
      Epoch epoch = new Epoch(number, trainingLoss, pass.validate(), pass.learningRate());
      epochs.add(epoch);
      listener.epoch(epoch);
      best.offer(epoch);
      listener.memory(manager.getManagedArrays().size());
      if (options.patience() > 0 && number - best.epoch() >= options.patience()) {
        break;
      }
    }
    best.restore();
    return new Outcome(epochs, best.epoch());
  }
}
