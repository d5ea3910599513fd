package io.tidemark.pipeline.alert;

import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import java.util.List;

/** For tests: windows of the pump detector, four ticks of a second. */
final class ScoredWindows {
  private ScoredWindows() {}

  /** The window whose last tick is this second. */
  static ScoredWindow of(String key, int second, Window.Phase phase, float score) {
    return of("pump", key, second, phase, score);
  }

  static ScoredWindow of(String detector, String key, int second, Window.Phase phase, float score) {
    long end = (second + 1) * 1000L;
    Window window =
        new Window(
            detector, key, phase, end - 4000, end, new float[8], new float[2], null, 0, List.of());
    return new ScoredWindow(
        window, score, new float[] {score, 0}, new float[] {score, score * score}, new float[0]);
  }

  static ScoredWindow forgotten(String key) {
    return new ScoredWindow(
        Window.forgotten("pump", key), 0, new float[0], new float[0], new float[0]);
  }
}
