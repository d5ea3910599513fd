package io.tidemark.pipeline.scoring;

import io.tidemark.detector.window.Window;
import java.util.List;

/** For tests: windows of four ticks of a second and two features. */
final class Windows {
  private Windows() {}

  static Window of(String detector, String key, Window.Phase phase, long start, float... values) {
    return new Window(
        detector, key, phase, start, start + 4000, values, new float[2], null, 0, List.of());
  }
}
