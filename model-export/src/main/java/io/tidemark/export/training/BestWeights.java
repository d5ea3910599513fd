package io.tidemark.export.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.List;

/** Keeps the weights of the best epoch, in memory of its own that later epochs write over. */
final class BestWeights {
  private final List<Parameter> parameters;
  private final List<NDArray> kept;
  private int epoch;
  private double loss = Double.POSITIVE_INFINITY;

  BestWeights(Block block, NDManager manager) {
    parameters = block.getParameters().values();
    kept = parameters.stream().map(parameter -> parameter.getArray().duplicate()).toList();
    kept.forEach(array -> array.attach(manager));
  }

  /** Keeps the present weights when they are better than those kept. */
  void offer(Epoch candidate) {
    if (candidate.validationLoss() < loss || epoch == 0) {
      loss = candidate.validationLoss();
      epoch = candidate.number();
      for (int i = 0; i < kept.size(); i++) {
        parameters.get(i).getArray().copyTo(kept.get(i));
      }
    }
  }

  /** Number of the epoch whose weights are kept. */
  int epoch() {
    return epoch;
  }

  void restore() {
    for (int i = 0; i < kept.size(); i++) {
      kept.get(i).copyTo(parameters.get(i).getArray());
    }
  }
}
