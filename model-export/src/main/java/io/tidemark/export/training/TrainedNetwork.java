package io.tidemark.export.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.tidemark.export.layer.Network;
import io.tidemark.export.window.WindowSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A network with its weights. Owns native memory: close it when it is exported. */
public final class TrainedNetwork implements AutoCloseable {
  private static final int BATCH = 256;

  private final Network network;
  private final NDManager manager;
  private final ParameterStore store;
  private final List<Epoch> epochs;
  private final int bestEpoch;

  TrainedNetwork(
      Network network, NDManager manager, ParameterStore store, List<Epoch> epochs, int bestEpoch) {
    this.network = network;
    this.manager = manager;
    this.store = store;
    this.epochs = List.copyOf(epochs);
    this.bestEpoch = bestEpoch;
  }

  public Network network() {
    return network;
  }

  /** The learning curves. */
  public List<Epoch> epochs() {
    return epochs;
  }

  /** Number of the epoch whose weights these are. */
  public int bestEpoch() {
    return bestEpoch;
  }

  /** How many numbers were fitted. */
  public long parameters() {
    return network.block().getParameters().values().stream()
        .filter(Parameter::requiresGradient)
        .mapToLong(parameter -> parameter.getArray().size())
        .sum();
  }

  /**
   * The trainer's own forward pass, outside training.
   *
   * @param windows scaled as in training
   */
  public Forward forward(WindowSet windows) {
    List<float[]> reconstructions = new ArrayList<>(windows.size());
    List<float[]> latents = new ArrayList<>(windows.size());
    for (int from = 0; from < windows.size(); from += BATCH) {
      int to = Math.min(from + BATCH, windows.size());
      try (NDManager step = manager.newSubManager()) {
        NDArray input = Batches.of(step, windows, from, to);
        NDList output = network.block().forward(store, new NDList(input), false);
        addRows(reconstructions, output.get(0), to - from);
        addRows(latents, output.get(1), to - from);
      }
    }
    return new Forward(
        new WindowSet(windows.length(), windows.features(), reconstructions), latents);
  }

  private static void addRows(List<float[]> rows, NDArray batch, int count) {
    float[] all = batch.toFloatArray();
    int length = all.length / count;
    for (int i = 0; i < count; i++) {
      rows.add(Arrays.copyOfRange(all, i * length, (i + 1) * length));
    }
  }

  /**
   * What the network makes of windows.
   *
   * @param reconstructions each {@code [W,F]} row-major, scaled
   * @param latents each {@code [H]}
   */
  public record Forward(WindowSet reconstructions, List<float[]> latents) {}

  @Override
  public void close() {
    network.block().clear();
    manager.close();
  }
}
