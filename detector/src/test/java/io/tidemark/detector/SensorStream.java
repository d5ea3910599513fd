package io.tidemark.detector;

import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** For tests: observations of the two-sensor definitions. */
public final class SensorStream {
  private SensorStream() {}

  /** An observation of key {@code key} at {@code millis}. */
  public static Observation at(String key, long millis, long offset, double... values) {
    return new Observation("pump", key, millis * 1000, values, new SourcePosition(0, offset));
  }

  /**
   * A second-by-second stream of two noisy sensors with one jump.
   *
   * @param jumpAt first second of a jump of ten seconds; none when it is past the end
   */
  public static List<Observation> noisy(String key, int seconds, int jumpAt, long seed) {
    Random random = new Random(seed);
    List<Observation> stream = new ArrayList<>();
    for (int second = 0; second < seconds; second++) {
      boolean jump = second >= jumpAt && second < jumpAt + 10;
      double current = 10 + random.nextGaussian() * 0.5 + (jump ? 8 : 0);
      stream.add(at(key, second * 1000L, second, current, 3 + random.nextGaussian() * 0.2));
    }
    return stream;
  }
}
