package io.tidemark.detector.line;

import io.tidemark.detector.definition.Durations;
import io.tidemark.detector.definition.WindowSpec;
import org.jspecify.annotations.Nullable;

/**
 * What has come of a detector's events since its last window, over all its keys: the reason why
 * there is none, where events come and no window ever is whole. For one thread.
 */
public final class WindowYield {
  /** Fewer late events, or windows that start over, are no pattern yet. */
  private static final int PATTERN = 3;

  private final WindowSpec spec;
  private long events;
  private long asked;
  private long late;
  private long closedTicks;
  private long gaps;
  private long gapTicks;
  private long blankTicks;

  WindowYield(WindowSpec spec) {
    this.spec = spec;
  }

  void event(boolean fits) {
    events++;
    late += fits ? 0 : 1;
  }

  void tickClosed() {
    closedTicks++;
  }

  /**
   * A window starts over before it was whole.
   *
   * @param missing ticks without an event before the one that closes; 0 where all of its readings
   *     are missing
   */
  void startedOver(long missing) {
    if (missing > 0) {
      gaps++;
      gapTicks += missing;
    } else {
      blankTicks++;
    }
  }

  void window() {
    events = 0;
    asked = 0;
    late = 0;
    closedTicks = 0;
    gaps = 0;
    gapTicks = 0;
    blankTicks = 0;
  }

  /**
   * Why no window has come of the events since the last one; null where nothing is wrong, as in a
   * warm-up, and where no event has come since this was last asked.
   */
  public @Nullable String nextReason() {
    if (events == asked) {
      return null;
    }
    asked = events;
    if (late >= PATTERN && late > events / 2) {
      return "%d of %d events came after their tick was closed; window.lateness is %s"
          .formatted(late, events, Durations.format(spec.lateness()));
    }
    if (gaps + blankTicks < PATTERN || (gaps + blankTicks) * spec.length() <= closedTicks) {
      return null;
    }
    return gaps >= blankTicks ? rarerThanTheTick() : withoutReading();
  }

  private String rarerThanTheTick() {
    long apart = gapTicks / gaps + 1;
    return ("the events of a key are %d ticks of %s apart, window.maxGap bridges %d, and a window"
            + " takes %d ticks in a row; a window.tick of %s would fit")
        .formatted(
            apart,
            Durations.format(spec.tick()),
            spec.maxGap(),
            spec.length(),
            Durations.format(spec.tick().multipliedBy(apart)));
  }

  private String withoutReading() {
    return "in %d of %d ticks every reading had been missing for longer than window.maxGap, %d ticks"
        .formatted(blankTicks, closedTicks, spec.maxGap());
  }
}
