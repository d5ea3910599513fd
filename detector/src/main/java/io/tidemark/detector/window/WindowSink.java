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
   * The window starts over before it was whole.
   *
   * @param missing ticks without an event before the one that closes; 0 where one of its readings
   *     is missing
   */
  default void startsOver(long missing) {}

  /** The device's clock was set, forward or back: the key's windows start over at the new time. */
  default void clockSet() {}
}
