package io.tidemark.detector.line;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.health.DeadReadings;
import io.tidemark.detector.health.FlatLineIncidents;
import io.tidemark.detector.health.KeyHealth;
import io.tidemark.detector.health.LearningPause;
import io.tidemark.detector.health.OpenAnomaly;
import io.tidemark.detector.health.SensorHealth;
import io.tidemark.detector.tick.Observation;
import io.tidemark.schemas.AnomalyAlert;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The health of a key's sensors as the definition has it watched: all of it, some or none. */
final class KeySensors {
  private final String detector;
  private final @Nullable SensorHealth health;
  private final @Nullable DeadReadings deadReadings;
  private final @Nullable String runbook;
  private final LineListener out;

  /**
   * @param pause when the key at hand learns nothing
   */
  KeySensors(DetectorDefinition definition, LearningPause pause, LineListener out) {
    detector = definition.name();
    runbook = definition.alerts().runbook();
    health = definition.health().watched() ? new SensorHealth(definition, pause) : null;
    deadReadings = definition.health().missingReading() ? new DeadReadings(definition) : null;
    this.out = out;
  }

  /** What joins anomalies with flat lines; null where health is not watched. */
  @Nullable FlatLineIncidents flatLines() {
    return health == null ? null : new FlatLineIncidents(health);
  }

  /**
   * Starts or ends the watch of a key, where the definition has changed since its last event.
   *
   * @param settle judges the key's windows that wait
   */
  void begin(String key, KeyState state, Runnable settle) {
    KeyHealth left = state.health;
    if (health == null && left != null) {
      settle.run();
      SensorHealth.forget(detector, left, key, alerts(state));
      state.incident = left.tellsOfIncident() ? null : state.incident;
      state.health = null;
    } else if (health != null && left == null) {
      state.health = health.start();
    }
  }

  /** Takes a tick that closed, by its end. */
  void closed(String key, KeyState state, long tick, double[] values, OpenAnomaly anomaly) {
    if (health != null && state.health != null) {
      int ticks = state.window.observedTicks();
      health.closed(state.health, key, ticks, tick, values, anomaly, alerts(state));
    }
  }

  /**
   * Takes an event.
   *
   * @param certain log time up to which all of the key's events have come
   * @param fits whether its tick was open
   * @param clockSet whether it has set the key's clock
   */
  void observed(
      KeyState state,
      Observation observation,
      long logMillis,
      long certain,
      boolean fits,
      boolean clockSet) {
    if (health == null || state.health == null) {
      return;
    }
    if (clockSet) {
      health.advance(state.health, observation.key(), certain, alerts(state));
      health.clockSet(state.health, observation.eventTimeMillis());
    }
    health.observed(state.health, observation, logMillis, certain, fits, alerts(state));
  }

  /** Takes that the log has come so far without an event of the key. */
  void advance(String key, KeyState state, long logMillis) {
    if (health != null && state.health != null) {
      health.advance(state.health, key, logMillis, alerts(state));
    }
  }

  /** Log time at which {@link #advance} is to be called next; the largest long for never. */
  long due(KeyState state) {
    return health == null || state.health == null ? Long.MAX_VALUE : health.due(state.health);
  }

  /** Looks for readings of a key past its warm-up that have stopped coming. */
  void findDeadReadings(String key, KeyState state, OpenAnomaly anomaly) {
    if (deadReadings == null || state.warmingUp()) {
      return;
    }
    if (state.deadReadings == null && deadReadings.concerns(state.window)) {
      state.deadReadings = new DeadReadings.State();
    }
    if (state.deadReadings != null) {
      deadReadings.observed(
          Objects.requireNonNull(state.deadReadings), key, state.window, anomaly, alerts(state));
    }
  }

  private Consumer<AnomalyAlert> alerts(KeyState state) {
    return alert -> state.send(alert, runbook, out);
  }

  /** Ends what is open of a key that is forgotten. */
  static void forget(
      String detector, String key, KeyState state, @Nullable String runbook, LineListener out) {
    Consumer<AnomalyAlert> alerts = alert -> state.send(alert, runbook, out);
    if (state.health != null) {
      SensorHealth.forget(detector, state.health, key, alerts);
    }
    if (state.deadReadings != null) {
      DeadReadings.forget(detector, state.deadReadings, key, alerts);
    }
  }
}
