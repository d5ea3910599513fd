package io.tidemark.export.window;

import io.tidemark.detector.window.WarmUpReport;
import io.tidemark.detector.window.Window;
import io.tidemark.detector.window.WindowSink;
import java.util.function.Predicate;

/**
 * Hands on the windows that are to train, and what was wrong in warm-ups.
 *
 * @param selects which windows
 * @param out takes them
 */
public record SelectedWindows(Predicate<Window> selects, WindowSink out) implements WindowSink {
  @Override
  public void accept(Window window) {
    if (selects.test(window)) {
      out.accept(window);
    }
  }

  @Override
  public void warmUp(WarmUpReport report) {
    out.warmUp(report);
  }
}
