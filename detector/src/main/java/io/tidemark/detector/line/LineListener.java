package io.tidemark.detector.line;

import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.detector.calibration.KeyLevel;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.coverage.CoverageChange;
import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.Unwatched;
import io.tidemark.detector.window.WarmUpReport;
import io.tidemark.schemas.AnomalyAlert;

/** What a line tells its host; of each key in the order of its events. */
public interface LineListener {
  /** A score was learned as one of the key's normal ones, without a verdict. */
  default void learned(ScoredWindow scored, LineModel model) {}

  /** A window was judged. */
  default void judged(Verdict verdict, LineModel model) {}

  /** The model in the shadow has judged a window as well. */
  default void compared(Verdict serving, LineModel model, Verdict candidate, LineModel shadow) {}

  /** A message about an incident or about the sensors. */
  default void alert(AnomalyAlert alert) {}

  /** A message is not sent, because it is about records of the past. */
  default void withheld(AnomalyAlert alert) {}

  /**
   * An observation changed nothing, because its time did not fit the key's clock.
   *
   * @param lateMillis by how much it came after the close of its tick; 0 where it leaps ahead, and
   *     where its tick closed because the key was silent
   */
  default void late(Observation observation, long lateMillis) {}

  /**
   * A tick of a key has closed without a window to judge.
   *
   * @param endMillis end of the tick, exclusive, milliseconds since the epoch
   */
  default void unwatched(String key, long endMillis, Unwatched reason) {}

  /** A key has left the distribution it was calibrated on, is back, or can be told of first. */
  default void drifted(FleetDrift.Change change) {}

  /** A key's scores by a model that is not at work now count no more. */
  default void forgotten(KeyLevel level) {}

  /**
   * A batch was scored.
   *
   * @param waitedNanos how long its first window had waited
   * @param nanos how long the models took
   */
  default void scored(int windows, long waitedNanos, long nanos) {}

  /**
   * A model failed on a batch. A host that can go on without its scores overrides this; the default
   * lets the failure through.
   *
   * @param unscored windows that are left without a verdict, because the model serves; 0 where the
   *     windows only go on without the scores of a model that does not
   */
  default void failed(LineModel model, int unscored, ModelException reason) {
    throw reason;
  }

  /** An incident of a key has opened, or has ended. */
  default void incidents(int change) {}

  /** Something was wrong in a key's warm-up. */
  default void warmUp(WarmUpReport report) {}

  /** Whether a key is watched has changed, or is told again. */
  default void covered(CoverageChange change) {}
}
