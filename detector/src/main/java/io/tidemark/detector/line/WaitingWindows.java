package io.tidemark.detector.line;

import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The windows of a line that wait to be scored, with their keys, in the order in which they came.
 */
final class WaitingWindows {
  private static final int NOWHERE = -1;

  private final List<KeyState> keys = new ArrayList<>();
  private final List<Window> windows = new ArrayList<>();
  private final Set<LineModel> failed = new HashSet<>();
  private DetectorModels detectorModels;
  private int[] inFallback = {};
  private long since;

  WaitingWindows(DetectorModels detectorModels) {
    this.detectorModels = detectorModels;
  }

  /** Lets other models score from now on; nothing may be waiting. */
  void serve(DetectorModels now) {
    if (!keys.isEmpty()) {
      throw new IllegalStateException("windows wait for the models that served before");
    }
    detectorModels = now;
  }

  int size() {
    return keys.size();
  }

  boolean full() {
    return detectorModels.serving().scorer.full();
  }

  void add(KeyState key, Window window) {
    if (keys.isEmpty()) {
      since = System.nanoTime();
    }
    key.waits(window.endMillis());
    keys.add(key);
    windows.add(window);
    add(detectorModels.serving(), key, window);
    LineModel shadow = detectorModels.shadow();
    if (shadow != null) {
      add(shadow, key, window);
    }
  }

  private void add(LineModel model, KeyState key, Window window) {
    KeyModels models = Objects.requireNonNull(key.models);
    String serving = detectorModels.serving().digest();
    model.scorer.add(window, models.carried(model.digest(), serving, key.level));
  }

  /**
   * Scores them all.
   *
   * @param needsFallback whose windows the model that served before scores as well
   * @return whether the model that serves has scored them
   */
  boolean score(Predicate<KeyState> needsFallback, LineListener out) {
    LineModel before = detectorModels.fallback();
    if (before != null) {
      addFallback(before, needsFallback);
    }
    long started = System.nanoTime();
    for (LineModel model : detectorModels.all()) {
      try {
        model.scorer.score();
      } catch (ModelException reason) {
        boolean serves = model == detectorModels.serving();
        out.failed(model, serves ? size() : 0, reason);
        if (serves) {
          return false;
        }
        failed.add(model);
      }
    }
    out.scored(size(), started - since, System.nanoTime() - started);
    return true;
  }

  private void addFallback(LineModel before, Predicate<KeyState> needsFallback) {
    inFallback = new int[size()];
    for (int i = 0; i < inFallback.length; i++) {
      inFallback[i] = NOWHERE;
      if (needsFallback.test(keys.get(i))) {
        inFallback[i] = before.scorer.size();
        add(before, keys.get(i), windows.get(i));
      }
    }
  }

  KeyState key(int i) {
    return keys.get(i);
  }

  Window window(int i) {
    return windows.get(i);
  }

  /** The i-th window by the model that serves. */
  ScoredWindow scored(int i) {
    return detectorModels.serving().scorer.scored(i);
  }

  /** The i-th window by the model that served before; null where not asked for, or it failed. */
  @Nullable ScoredWindow byFallback(int i) {
    LineModel before = detectorModels.fallback();
    return before == null || failed.contains(before) || inFallback[i] == NOWHERE
        ? null
        : before.scorer.scored(inFallback[i]);
  }

  /** The i-th window by the model in the shadow; null where there is none, or it failed. */
  @Nullable ScoredWindow byShadow(int i) {
    LineModel shadow = detectorModels.shadow();
    return shadow == null || failed.contains(shadow) ? null : shadow.scorer.scored(i);
  }

  void clear() {
    keys.clear();
    windows.clear();
    failed.clear();
    detectorModels.all().forEach(model -> model.scorer.clear());
  }
}
