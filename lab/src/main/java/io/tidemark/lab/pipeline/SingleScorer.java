package io.tidemark.lab.pipeline;

import io.tidemark.detector.model.BatchScorer;
import io.tidemark.detector.model.CarriedState;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Scores windows one by one, as they come. */
abstract class SingleScorer implements BatchScorer {
  private @Nullable Window window;

  @Override
  public final void add(Window next, CarriedState state) {
    window = next;
  }

  @Override
  public final int size() {
    return window == null ? 0 : 1;
  }

  @Override
  public final boolean full() {
    return window != null;
  }

  @Override
  public final void score() {
    // a window is scored when it is asked for
  }

  @Override
  public final ScoredWindow scored(int i) {
    return score(Objects.requireNonNull(window));
  }

  @Override
  public final void clear() {
    window = null;
  }

  abstract ScoredWindow score(Window next);
}
