package io.tidemark.detector.window;

import io.tidemark.detector.season.KeySeason;
import io.tidemark.detector.season.KeySeasons;

/** Learns a key's season from its warm-up, and takes it off as it was known at each tick. */
final class WarmUpSeason {
  private final KeySeasons seasons;
  private final int features;

  WarmUpSeason(KeySeasons seasons, int features) {
    this.seasons = seasons;
    this.features = features;
  }

  /** The season after the warm-up, whose values are short of it from now on. */
  KeySeason learn(CleanWarmUp warmUp) {
    KeySeason season = seasons.startWarmUp();
    float[] all = {};
    double[] values = new double[features];
    for (int row = 0; row < warmUp.rows(); row++) {
      long tick = warmUp.tick(row);
      if (warmUp.observed(row)) {
        for (int f = 0; f < features; f++) {
          values[f] = warmUp.value(row, f);
        }
        seasons.warmUp(season, tick, values, warmUp.baseline());
      }
      float[] amounts = seasons.amounts(season, tick, 1);
      if (amounts.length > 0) {
        all = all.length > 0 ? all : new float[warmUp.rows() * features];
        System.arraycopy(amounts, 0, all, row * features, features);
      }
    }
    warmUp.takeOff(all);
    return season;
  }
}
