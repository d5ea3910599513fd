package io.tidemark.export.evaluation;

import io.tidemark.detector.model.BatchScorer;
import io.tidemark.detector.model.CarriedState;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import java.util.ArrayList;
import java.util.List;

/** Batches for a scorer that takes one window after the other. */
final class ScorerBatch implements BatchScorer {
  private static final int MOST = 128;

  private final WindowScorer scorer;
  private final List<Window> windows = new ArrayList<>();
  private final List<ScoredWindow> scored = new ArrayList<>();

  ScorerBatch(WindowScorer scorer) {
    this.scorer = scorer;
  }

  @Override
  public void add(Window window, CarriedState state) {
    windows.add(window);
  }

  @Override
  public int size() {
    return windows.size();
  }

  @Override
  public boolean full() {
    return windows.size() >= MOST;
  }

  @Override
  public void score() {
    windows.forEach(window -> scored.add(scorer.score(window)));
  }

  @Override
  public ScoredWindow scored(int i) {
    return scored.get(i);
  }

  @Override
  public void clear() {
    windows.clear();
    scored.clear();
  }
}
