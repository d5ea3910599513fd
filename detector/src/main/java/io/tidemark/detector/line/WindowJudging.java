package io.tidemark.detector.line;

import io.tidemark.detector.coverage.CoverageTracker;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.KeyWindows;
import io.tidemark.detector.window.Window;
import io.tidemark.schemas.feedback.RaisedThresholds;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The second half of a line, from a window to its alert: windows of all keys wait for a
 * micro-batch, are scored together, and each carries on to its verdict, its key's coverage and its
 * incident. For one thread.
 */
final class WindowJudging {
  private final Function<String, KeyWindows> windows;
  private final KeyIncidents incidents;
  private final CoverageTracker coverage;
  private final KeyStore store;
  private final LineListener out;
  private final KeyVerdicts verdicts;
  private final WaitingWindows waiting;
  private final @Nullable Duration newNormalAfter;
  private DetectorModels detectorModels;
  private Maintenances maintenances = new Maintenances();

  WindowJudging(
      DetectorDefinition definition,
      Function<String, KeyWindows> windows,
      DetectorModels detectorModels,
      RaisedThresholds raised,
      KeyIncidents incidents,
      CoverageTracker coverage,
      KeyStore store,
      LineListener out) {
    this.windows = windows;
    this.detectorModels = detectorModels;
    this.incidents = incidents;
    this.coverage = coverage;
    this.store = store;
    this.out = out;
    newNormalAfter = definition.alerts().newNormalAfter();
    verdicts = new KeyVerdicts(definition, detectorModels, raised, out);
    waiting = new WaitingWindows(detectorModels);
  }

  DetectorModels models() {
    return detectorModels;
  }

  /** Lets keys learn nothing in these maintenances. */
  void heed(Maintenances now) {
    maintenances = now;
  }

  /** Lets other models serve from now on; no window may be waiting. */
  void serve(DetectorModels now) {
    waiting.serve(now);
    detectorModels = now;
    verdicts.serve(now);
  }

  /** Windows that wait to be scored. */
  int waiting() {
    return waiting.size();
  }

  /** Takes a window of a key, and flushes where the batch is full. */
  void add(KeyState key, Window window) {
    findModels(key);
    waiting.add(key, window);
    if (waiting.full()) {
      flush();
    }
  }

  private void findModels(KeyState key) {
    if (key.models == null) {
      key.models = store.models();
    }
  }

  /** Whether a window that waits may end an incident in a new normal. */
  boolean mayRecalibrate(KeyState key) {
    return newNormalAfter != null
        && (key.inIncident() || key.waitingMillis() >= newNormalAfter.toMillis());
  }

  /** Lets a key learn its levels again from the windows after this time. */
  void recalibrate(KeyState key, long endMillis) {
    findModels(key);
    verdicts.recalibrate(key, endMillis);
  }

  /** Takes that a key is forgotten, with what it has learned of each model. */
  void forgetLevels(KeyState key, KeyModels models) {
    verdicts.forgetLevels(key, models, Long.MIN_VALUE);
  }

  /** As {@link KeyLine#flush}. */
  void flush() {
    int size = waiting.size();
    if (size == 0) {
      return;
    }
    boolean scored = waiting.score(verdicts::needsFallback, out);
    for (int i = 0; scored && i < size; i++) {
      try {
        carryOn(waiting.key(i), waiting.scored(i), waiting.byFallback(i), waiting.byShadow(i));
      } catch (OutputException lost) {
        throw lost;
      } catch (RuntimeException unjudged) {
        // What a model's file says of normal scores may be nonsense that no trial has shown.
        String reason = "a window cannot be judged: " + unjudged;
        leaveUnjudged(waiting.key(i), waiting.window(i));
        out.failed(detectorModels.serving(), 1, new ModelException(reason, unjudged));
      }
    }
    for (int i = 0; i < size; i++) {
      if (!scored) {
        leaveUnjudged(waiting.key(i), waiting.window(i));
      }
      if (waiting.key(i).judged()) {
        store.judged(waiting.window(i).key(), waiting.key(i));
      }
    }
    waiting.clear();
  }

  private void leaveUnjudged(KeyState key, Window window) {
    coverage.failed(window.key(), key.coverage, key.window, window);
  }

  private void carryOn(
      KeyState key,
      ScoredWindow scored,
      @Nullable ScoredWindow byFallback,
      @Nullable ScoredWindow byShadow) {
    if (stale(key, scored.window())) {
      return;
    }
    Window window = scored.window();
    boolean learns =
        !maintenances.cover(
            window.detector(), window.key(), key.tags, window.startMillis(), window.endMillis());
    KeyVerdicts.Judged judged = verdicts.judge(key, scored, byFallback, learns);
    cover(key, window, judged != null);
    if (byShadow != null) {
      verdicts.lookOn(key, byShadow, judged, learns);
    }
    if (judged != null && incidents.track(key, judged, learns)) {
      key.incident = null;
      verdicts.recalibrate(key, window.endMillis());
      windows.apply(window.key()).recalibrate(key.window);
    }
  }

  private void cover(KeyState key, Window window, boolean judged) {
    if (judged) {
      coverage.judged(window.key(), key.coverage, key.window, window);
    } else {
      int needed = detectorModels.serving().judge.windowsToLearn();
      int missing = Objects.requireNonNull(key.models).missing();
      coverage.learned(window.key(), key.coverage, key.window, window, needed, missing);
    }
  }

  /** Whether the key has forgotten since what the window was normalised by. */
  private static boolean stale(KeyState key, Window window) {
    return window.phase() == Window.Phase.LIVE
        && window.baseline() != null
        && window.baseline() != key.window.baseline()
        && key.window.warmingUp();
  }
}
