package io.tidemark.detector.window;

/** Takes the windows of a key, in event-time order. */
@FunctionalInterface
public interface WindowSink {
  void accept(Window window);

  /** Called before each tick that closes: what was judged so far must be settled by then. */
  default void tickCloses() {}
}
