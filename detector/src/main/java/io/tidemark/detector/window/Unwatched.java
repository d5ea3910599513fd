package io.tidemark.detector.window;

/**
 * Why a key is not watched at some time. {@link KeyWindows} gives the reason of each tick that
 * closes without a window to judge; what only a longer stretch of events shows is left to the host.
 */
public enum Unwatched {
  /** The key is still learning what is normal for it. */
  WARM_UP("warm-up"),
  /** No event came for more than {@code maxGap} ticks, and the window is not whole again. */
  GAP("gap"),
  /** A feature has had no value for more than {@code maxGap} ticks, or never had one. */
  READING_MISSING("reading missing"),
  /** The device's clock was set, and the window is not whole again. */
  CLOCK_SET("clock set"),
  /** No window ends with the tick, because windows end every {@code stride} ticks. */
  STRIDE("between two windows"),
  /** Every event of the tick came after the key had closed it. Seen by the host. */
  LATE("late"),
  /** Most events of the key are more than {@code maxGap} ticks apart. Seen by the host. */
  RARER_THAN_TICK("events rarer than the tick"),
  /** The key had no event at all. Seen by the host. */
  NO_EVENTS("no events");

  private final String words;

  Unwatched(String words) {
    this.words = words;
  }

  /** The same for people. */
  public String words() {
    return words;
  }
}
