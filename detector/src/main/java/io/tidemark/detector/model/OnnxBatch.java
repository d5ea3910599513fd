package io.tidemark.detector.model;

import io.tidemark.detector.window.Window;
import java.util.ArrayList;
import java.util.List;

/** Scores windows by a model file that reads whole windows. The model outlives it. */
final class OnnxBatch implements BatchScorer {
  private final OnnxModel model;
  private final WindowBatch buffers;
  private final List<Window> windows;

  /**
   * @param capacity most windows in a batch
   * @param latent whether the encoder's state is of use; where not, it is not computed
   */
  OnnxBatch(OnnxModel model, int capacity, boolean latent) {
    this.model = model;
    buffers = model.newBatch(capacity, latent);
    windows = new ArrayList<>(capacity);
  }

  @Override
  public void add(Window window, CarriedState state) {
    buffers.add(window.values());
    windows.add(window);
  }

  @Override
  public int size() {
    return buffers.size();
  }

  @Override
  public boolean full() {
    return buffers.full();
  }

  @Override
  public void score() {
    model.score(buffers);
  }

  @Override
  public ScoredWindow scored(int i) {
    return buffers.scored(i, windows.get(i));
  }

  @Override
  public void clear() {
    buffers.clear();
    windows.clear();
  }
}
