package io.tidemark.pipeline.detect;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.config.Scoring.Shedding;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thins out live windows that come late because scoring has fallen behind: of those, one in {@code
 * stride} of each key is scored. Which one follows from the window's time and key, so keys take
 * turns. What it remembers of each detector is for the log alone.
 */
final class LoadShedder {
  private static final Logger LOG = LoggerFactory.getLogger(LoadShedder.class);

  /** Without a late window for so long, a detector has caught up. */
  private static final Duration QUIET = Duration.ofMinutes(1);

  private final Shedding shedding;
  private final Function<String, @Nullable DetectorDefinition> definitions;
  private final Map<String, Long> lastLate = new HashMap<>();

  /**
   * @param definitions the definitions in force by name
   */
  LoadShedder(Shedding shedding, Function<String, @Nullable DetectorDefinition> definitions) {
    this.shedding = shedding;
    this.definitions = definitions;
  }

  /**
   * Whether to leave the window out.
   *
   * @param now wall clock, milliseconds since the epoch
   */
  boolean sheds(Window window, long now) {
    if (window.phase() != Window.Phase.LIVE) {
      return false;
    }
    boolean late = now - window.endMillis() > shedding.after().toMillis();
    if (late) {
      fallenBehind(window.detector(), now);
    } else {
      perhapsCaughtUp(window.detector(), now);
    }
    DetectorDefinition detector = definitions.apply(window.detector());
    long tick = window.endMillis() / (detector == null ? 1 : detector.window().tick().toMillis());
    return late && Math.floorMod(tick + window.key().hashCode(), shedding.stride()) != 0;
  }

  private void fallenBehind(String detector, long now) {
    if (lastLate.put(detector, now) == null) {
      LOG.warn(
          "Scoring of detector {} is more than {} behind: until it has caught up, one window in {}"
              + " of each key is scored; windowsShed counts the others",
          detector,
          shedding.after(),
          shedding.stride());
    }
  }

  private void perhapsCaughtUp(String detector, long now) {
    Long last = lastLate.get(detector);
    if (last != null && now - last >= QUIET.toMillis()) {
      lastLate.remove(detector);
      LOG.info("Scoring of detector {} has caught up: all its windows are scored again", detector);
    }
  }
}
