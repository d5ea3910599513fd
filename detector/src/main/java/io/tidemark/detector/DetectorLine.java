package io.tidemark.detector;

import io.tidemark.detector.alert.Incident;
import io.tidemark.detector.alert.IncidentTracker;
import io.tidemark.detector.calibration.AlertBudget;
import io.tidemark.detector.calibration.KeyCalibration;
import io.tidemark.detector.calibration.KeyLevel;
import io.tidemark.detector.calibration.ScoreJudge;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.model.WindowBatch;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.Window;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.ToIntFunction;

/**
 * The whole line of one detector in one thread, for hosts without Flink: evaluation, tests, a
 * gateway. It strings together the same classes as the Flink job, with its keys in a map and scores
 * in batches across keys.
 */
public final class DetectorLine {
  private static final int BATCH = 128;

  private final KeyedWindows windows;
  private final OnnxModel model;
  private final ScoreJudge judge;
  private final IncidentTracker tracker;
  private final Listener listener;
  private final WindowBatch batch;
  private final List<Window> batched = new ArrayList<>(BATCH);
  private final Map<String, KeyVerdicts> verdicts = new HashMap<>();
  private final Queue<String> anew = new ArrayDeque<>();

  /**
   * @param model admitted for the definition; the caller closes it after the line
   */
  public DetectorLine(DetectorDefinition definition, OnnxModel model, Listener listener) {
    this(definition, key -> definition.baseline().warmup(), model, listener);
  }

  /**
   * Of keys that warm up each in its own time.
   *
   * @param warmup ticks of a key before its first verdict; asked for once a key
   * @param model admitted for the definition; the caller closes it after the line
   */
  public DetectorLine(
      DetectorDefinition definition,
      ToIntFunction<String> warmup,
      OnnxModel model,
      Listener listener) {
    this.model = model;
    this.listener = listener;
    windows = new KeyedWindows(definition, warmup, this::score, listener::late);
    judge = new ScoreJudge(definition, model.metadata(), model.digest(), 1);
    tracker = new IncidentTracker(definition, model);
    batch = model.newBatch(BATCH);
  }

  /** Adds an observation, then moves the watermark to its event time. */
  public void add(Observation observation) {
    while (!anew.isEmpty()) {
      String key = anew.remove();
      windows.learnAnew(key);
    }
    windows.add(observation);
  }

  /** Closes all open ticks and scores what is left. */
  public void finish() {
    windows.finish();
    flush();
  }

  private void score(Window window) {
    if (window.phase() == Window.Phase.FORGOTTEN) {
      flush(); // the key's last windows belong to what is forgotten
      forget(window.key());
      return;
    }
    batch.add(window.values());
    batched.add(window);
    if (batch.full()) {
      flush();
    }
  }

  private void forget(String key) {
    AlertBudget budget = judge.budget();
    KeyVerdicts forgotten = verdicts.remove(key);
    if (forgotten != null && budget != null && forgotten.level.counts()) {
      budget.left();
    }
  }

  private void flush() {
    model.score(batch);
    for (int i = 0; i < batched.size(); i++) {
      judge(batch.scored(i, batched.get(i)));
    }
    batch.clear();
    batched.clear();
  }

  private void judge(ScoredWindow scored) {
    KeyVerdicts key = verdicts.computeIfAbsent(scored.window().key(), unseen -> new KeyVerdicts());
    if (judge.learns(key.calibration, scored)) {
      judge.learn(key.calibration, scored);
      listener.calibrated(scored);
      return;
    }
    Verdict verdict = judge.judge(key.calibration, key.level, scored);
    listener.judged(verdict);
    AnomalyAlert alert = tracker.track(key.incident, verdict);
    if (alert != null && alert.getState() == AlertState.NEW_NORMAL) {
      anew.add(alert.getKey());
    }
    if (alert != null) {
      listener.alert(alert);
    }
  }

  /** What the line tells its host; per key in event-time order. */
  public interface Listener {
    /** A score of the warm-up was learned. */
    default void calibrated(ScoredWindow scored) {}

    /** A live window was judged. */
    default void judged(Verdict verdict) {}

    /** An incident opened, went on or was resolved. */
    default void alert(AnomalyAlert alert) {}

    /** An observation came after its tick was closed, and changed nothing. */
    default void late(Observation observation) {}
  }

  private static final class KeyVerdicts {
    private final KeyCalibration calibration = new KeyCalibration();
    private final KeyLevel level = new KeyLevel();
    private final Incident incident = new Incident();
  }
}
