package io.tidemark.detector.window;

/** Takes the windows of a key, in event-time order. */
@FunctionalInterface
public interface WindowSink {
  void accept(Window window);

  /**
   * A tick has closed without a window to judge.
   *
   * @param endMillis end of the tick, exclusive, milliseconds since the epoch
   */
  default void unwatched(String key, long endMillis, Unwatched reason) {}

  /** Called before each tick that closes: what was judged so far must be settled by then. */
  default void tickCloses() {}

  /**
   * A tick that had events has closed; the windows that end with it are still to come.
   *
   * @param values one a feature, raw; NaN where the tick has none. Of no meaning after the call
   */
  default void tickClosed(long tick, double[] values) {}

  /**
   * The window starts over before it was whole.
   *
   * @param missing ticks without an event before the one that closes; 0 where all of its readings
   *     are missing
   */
  default void startsOver(long missing) {}

  /**
   * A key that is watched knows of more features now: what is normal is to be learned from the
   * windows that follow, which are of its latest ticks.
   *
   * @param endMillis end of the latest tick, exclusive, milliseconds since the epoch
   * @return false where this is not the time for it, so that the key goes on as it is
   */
  default boolean relearns(long endMillis) {
    return true;
  }

  /** Whether what a key does now may be learned as normal. */
  default boolean learns() {
    return true;
  }

  /**
   * Whether nothing of some event time may be learned, since a part of it is in a maintenance.
   *
   * @param fromMillis inclusive, milliseconds since the epoch
   * @param toMillis exclusive, milliseconds since the epoch
   */
  default boolean learnsNothing(long fromMillis, long toMillis) {
    return false;
  }

  /** The device's clock was set, forward or back: the key's windows start over at the new time. */
  default void clockSet() {}

  /** Something was wrong in the key's warm-up. */
  default void warmUp(WarmUpReport report) {}
}
