package io.tidemark.detector.definition;

import java.util.Locale;

/**
 * Where a key's normal level comes from.
 *
 * @param per {@code KEY}: location and scale of each feature are learned from the key's own
 *     warm-up, and windows reach the model as standard scores; {@code MODEL}: the model scales raw
 *     values itself and brings its score quantiles
 * @param warmup ticks of a key before its first verdict
 * @param follow whether a key's own level goes on following the key slowly after its warm-up
 * @param season what the hours of the day and the days of the week mean to the keys; off with a
 *     baseline per model
 */
public record Baseline(Per per, int warmup, boolean follow, Season season) {
  /** Of fewer normal windows a key cannot learn means and scales. */
  public static final int FEWEST_WINDOWS = 8;

  /**
   * Of a longer warm-up a key learns from the latest: enough for covariances of a hundred
   * dimensions and a 99 % quantile.
   */
  public static final int MOST_WINDOWS = 1500;

  public Baseline {
    Check.range("baseline.warmup", warmup, 0, 1_000_000);
    if (per == Per.MODEL && season.learned()) {
      throw DefinitionException.of(
          "baseline.season",
          "learned with baseline.per: " + per,
          "off there, or baseline.per: key");
    }
  }

  /** The same with another warm-up. */
  public Baseline withWarmup(int ticks) {
    return new Baseline(per, ticks, follow, season);
  }

  /** What a baseline belongs to. */
  public enum Per {
    KEY,
    MODEL;

    /** The name in definitions. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
