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

  /** The device's clock was set, forward or back: the key's windows start over at the new time. */
  default void clockSet() {}
}
