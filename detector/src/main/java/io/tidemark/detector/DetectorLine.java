package io.tidemark.detector;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.line.DetectorModels;
import io.tidemark.detector.line.KeyLine;
import io.tidemark.detector.line.KeyModels;
import io.tidemark.detector.line.KeyState;
import io.tidemark.detector.line.KeyStore;
import io.tidemark.detector.line.LineListener;
import io.tidemark.detector.line.LineModel;
import io.tidemark.detector.line.Maintenances;
import io.tidemark.detector.line.OpenModel;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.FleetFeatures;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.feedback.RaisedThresholds;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToIntFunction;

/**
 * A detector's {@link KeyLine} with its keys in a map, for hosts without Flink: evaluation, replay,
 * tests, a gateway. For one thread.
 */
public final class DetectorLine {
  private static final int BATCH = 128;
  private static final Duration NEVER = Duration.ofDays(36_500);

  private final RaisedThresholds raised = new RaisedThresholds();
  private final KeyLine line;
  private final Map<String, KeyState> states = new LinkedHashMap<>();
  private final Map<String, KeyModels> models = new HashMap<>();
  private final DueKeys due = new DueKeys();

  /** Of observations without a log time: the newest event time of each key. */
  private final Map<String, Long> newest = new HashMap<>();

  private String current = "";

  /**
   * @param model admitted for the definition; the caller closes it after the line
   */
  public DetectorLine(DetectorDefinition definition, OnnxModel model, LineListener listener) {
    this(definition, key -> definition.baseline().warmup(), model, NEVER, listener);
  }

  /**
   * Of keys that warm up each in its own time.
   *
   * @param warmup ticks of a key before its first verdict; asked for once a key
   * @param model admitted for the definition; the caller closes it after the line
   * @param forgetAfter log time after which a silent key is forgotten
   */
  public DetectorLine(
      DetectorDefinition definition,
      ToIntFunction<String> warmup,
      OnnxModel model,
      Duration forgetAfter,
      LineListener listener) {
    this(
        definition,
        new WarmUps(definition, model.metadata().fleetFeatures(), warmup),
        LineModel.of(definition, model, BATCH, 1),
        forgetAfter,
        listener);
  }

  /**
   * Of keys that warm up each in its own time, judged by something else than a model file.
   *
   * @param warmup ticks of a key before its first verdict; asked for once a key
   * @param fleet how the keys of the fleet move
   * @param model made for the same definition
   */
  public DetectorLine(
      DetectorDefinition definition,
      ToIntFunction<String> warmup,
      FleetFeatures fleet,
      LineModel model,
      LineListener listener) {
    this(definition, new WarmUps(definition, fleet, warmup), model, NEVER, listener);
  }

  /**
   * As {@link #DetectorLine(DetectorDefinition, ToIntFunction, OnnxModel, Duration, LineListener)},
   * also without a model file.
   *
   * @param model of the definition; the caller closes it after the line
   */
  public DetectorLine(
      DetectorDefinition definition,
      ToIntFunction<String> warmup,
      OpenModel model,
      Duration forgetAfter,
      LineListener listener) {
    this(
        definition,
        new WarmUps(definition, model.metadata().fleetFeatures(), warmup),
        model.atWork(definition, BATCH),
        forgetAfter,
        listener);
  }

  /**
   * As {@link #DetectorLine(DetectorDefinition, ToIntFunction, OpenModel, Duration, LineListener)},
   * of keys that are never forgotten.
   */
  public DetectorLine(
      DetectorDefinition definition,
      ToIntFunction<String> warmup,
      OpenModel model,
      LineListener listener) {
    this(definition, warmup, model, NEVER, listener);
  }

  private DetectorLine(
      DetectorDefinition definition,
      WarmUps windows,
      LineModel model,
      Duration forgetAfter,
      LineListener listener) {
    line =
        new KeyLine(
            definition,
            windows,
            DetectorModels.of(model),
            forgetAfter,
            KeyLine.ALL_ALERTS,
            raised,
            window -> false,
            new Keys(),
            listener);
  }

  /**
   * As {@link #DetectorLine(DetectorDefinition, ToIntFunction, OnnxModel, Duration, LineListener)}.
   */
  public DetectorLine(
      DetectorDefinition definition,
      ToIntFunction<String> warmup,
      OnnxModel model,
      LineListener listener) {
    this(definition, warmup, model, NEVER, listener);
  }

  /** Takes what a person said of an incident; it counts from the time at which they said it. */
  public void take(AlertFeedback feedback) {
    raised.take(feedback);
  }

  /** Lets keys learn nothing in these maintenances; called before the first observation. */
  public void heed(Maintenances maintenances) {
    line.heed(maintenances);
  }

  /**
   * Adds an observation that has no log time, as in a table. The log time of its key is then the
   * key's newest event time so far, so that a key's verdicts do not depend on how its observations
   * are mixed with those of other keys. Not to be mixed with {@link #add(Observation, long)}.
   */
  public void add(Observation observation) {
    String key = observation.key();
    due.reach(observation.eventTimeMillis());
    long log = newest.merge(key, observation.eventTimeMillis(), Math::max);
    KeyState state = states.get(key);
    if (state != null && line.due(key, state) <= log) {
      advance(key, state, log);
    }
    observe(observation, log);
  }

  /**
   * Adds an observation of a log that all keys share: it also ends the silence of the others.
   *
   * @param logMillis when it was written to its partition, milliseconds since the epoch
   */
  public void add(Observation observation, long logMillis) {
    long log = due.reach(logMillis);
    for (String key = due.poll(this::due); key != null; key = due.poll(this::due)) {
      KeyState state = state(key);
      if (advance(key, state, log)) {
        due.put(key, line.due(key, state));
      }
    }
    due.put(observation.key(), line.due(observation.key(), observe(observation, log)));
  }

  private KeyState observe(Observation observation, long log) {
    current = observation.key();
    KeyState state = states.computeIfAbsent(current, line::start);
    line.observe(state, observation, log, log);
    return state;
  }

  /** Takes that the log has come so far without an event of the key; whether it is still known. */
  private boolean advance(String key, KeyState state, long log) {
    current = key;
    if (line.advance(key, state, log)) {
      line.forget(key, state, modelsOf(key));
      states.remove(key);
      models.remove(key);
      return false;
    }
    return true;
  }

  private long due(String key) {
    return line.due(key, state(key));
  }

  private KeyState state(String key) {
    return Objects.requireNonNull(states.get(key));
  }

  private KeyModels modelsOf(String key) {
    return models.computeIfAbsent(key, unseen -> new KeyModels());
  }

  /**
   * Finds which keys have been silent up to the newest time of all, closes all open ticks and
   * scores what is left.
   */
  public void finish() {
    long end = due.reached();
    List.copyOf(states.keySet()).forEach(key -> advance(key, state(key), end));
    states.forEach(
        (key, state) -> {
          current = key;
          line.advance(key, state, Long.MAX_VALUE);
        });
    line.flush();
  }

  private final class Keys implements KeyStore {
    @Override
    public KeyModels models() {
      return modelsOf(current);
    }

    @Override
    public void judged(String key, KeyState state) {
      // the map holds the live objects
    }
  }
}
