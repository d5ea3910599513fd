package io.tidemark.detector.model;

import java.util.ArrayList;
import java.util.List;

/**
 * How the normal windows of a fleet spread, each key around its own mean: covariances as packed
 * lower triangles, row by row. A new key borrows from it what its own warm-up is too short to tell.
 * Compared by identity.
 *
 * @param error of the last tick's error in the key's standard scores, {@code F (F + 1) / 2}
 * @param latent of the encoder's state in the key's standard scores, {@code H (H + 1) / 2}; empty
 *     where the model does not tell its state
 * @param recent of the last ticks of the window around the key's mean, oldest first
 */
public record FleetStatistics(float[] error, float[] latent, float[] recent) {
  /** Of a model whose exporter did not say. */
  public static final FleetStatistics UNKNOWN =
      new FleetStatistics(new float[0], new float[0], new float[0]);

  public FleetStatistics {
    requireFinite("error", error);
    requireFinite("latent", latent);
    requireFinite("recent", recent);
  }

  /**
   * Covariance of the features on the latest tick, a packed lower triangle; empty where unknown.
   *
   * @param features how many
   */
  List<Double> ofLatestTick(int features) {
    List<Double> packed = new ArrayList<>();
    int rows = (int) ((Math.sqrt(8.0 * recent.length + 1) - 1) / 2);
    for (int row = rows - features; rows >= features && row < rows; row++) {
      for (int column = rows - features; column <= row; column++) {
        packed.add((double) recent[row * (row + 1) / 2 + column]);
      }
    }
    return packed;
  }

  private static void requireFinite(String field, float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new ModelException(
            "fleet " + field + ": " + value + " is not accepted; it must be finite");
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
