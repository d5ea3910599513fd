package io.tidemark.export.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.List;

/**
 * Keeps a copy of the weights of the best epoch. Copies are new arrays: writing into an array from
 * Java goes through a call that PyTorch calls deprecated, with a warning on stderr.
 */
final class BestWeights {
  private final List<Parameter> parameters;
  private final NDManager manager;
  private List<NDArray> kept;
  private int epoch;
  private double loss = Double.POSITIVE_INFINITY;

  BestWeights(Block block, NDManager manager) {
    parameters = block.getParameters().values();
    this.manager = manager;
    kept = copies();
  }

  /** Keeps the present weights when they are better than those kept. */
  void offer(Epoch candidate) {
    if (candidate.validationLoss() < loss || epoch == 0) {
      loss = candidate.validationLoss();
      epoch = candidate.number();
      kept.forEach(NDArray::close);
      kept = copies();
    }
  }

  /** Number of the epoch whose weights are kept. */
  int epoch() {
    return epoch;
  }

  /** Gives the weights kept to the block; only once, when training has ended. */
  void restore() {
    for (int i = 0; i < kept.size(); i++) {
      parameters.get(i).getArray().intern(kept.get(i));
    }
  }

  private List<NDArray> copies() {
    List<NDArray> copies =
        parameters.stream().map(parameter -> parameter.getArray().duplicate()).toList();
    copies.forEach(array -> array.attach(manager));
    return copies;
  }
}
