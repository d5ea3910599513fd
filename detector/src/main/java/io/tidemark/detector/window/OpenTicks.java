package io.tidemark.detector.window;

import io.tidemark.detector.tick.OpenTick;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of a {@link KeyWindow} that every event touches: the ticks that may still receive
 * events, oldest first, and the last one that may not. A host that keeps bytes reads and writes
 * this part alone when an event comes.
 */
public final class OpenTicks {
  static final long NONE = Long.MIN_VALUE;

  final List<OpenTick> ticks = new ArrayList<>(2);
  long lastClosed = NONE;

  OpenTicks() {}

  /**
   * The newest tick with events, open or closed.
   *
   * @return {@link Long#MIN_VALUE} when there was none
   */
  public long newest() {
    return ticks.isEmpty() ? lastClosed : ticks.get(ticks.size() - 1).index();
  }

  /** How many ticks are open. */
  public int size() {
    return ticks.size();
  }
}
