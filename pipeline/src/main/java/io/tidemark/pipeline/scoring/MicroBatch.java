package io.tidemark.pipeline.scoring;

import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.model.WindowBatch;
import io.tidemark.detector.window.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The windows of one detector that wait to be scored, in the order they came. */
final class MicroBatch {
  private final OnnxModel model;
  private final WindowBatch buffers;
  private final @Nullable Window[] windows;
  private long firstAdded;

  /**
   * @param latent whether the encoder's state is of use to those behind
   */
  MicroBatch(OnnxModel model, int capacity, boolean latent) {
    this.model = model;
    buffers = model.newBatch(capacity, latent);
    windows = new Window[capacity];
  }

  String digest() {
    return model.digest();
  }

  /** The windows that wait, in the order they came. */
  List<Window> waiting() {
    List<Window> waiting = new ArrayList<>(buffers.size());
    for (int i = 0; i < buffers.size(); i++) {
      waiting.add(Objects.requireNonNull(windows[i]));
    }
    return waiting;
  }

  int size() {
    return buffers.size();
  }

  boolean full() {
    return buffers.full();
  }

  /** How long the first of them has waited, in nanoseconds; of a batch that is not empty. */
  long waitedNanos() {
    return System.nanoTime() - firstAdded;
  }

  void add(Window window) {
    if (buffers.size() == 0) {
      firstAdded = System.nanoTime();
    }
    windows[buffers.size()] = window;
    buffers.add(window.values());
  }

  void score() {
    model.score(buffers);
  }

  /** Hands on what {@link #score} said, in the order the windows came, and starts anew. */
  void drain(Consumer<ScoredWindow> out) {
    int size = buffers.size();
    for (int i = 0; i < size; i++) {
      Window window = windows[i];
      if (window != null) {
        out.accept(buffers.scored(i, window));
      }
    }
    Arrays.fill(windows, 0, size, null);
    buffers.clear();
  }
}
