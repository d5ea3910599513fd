package io.tidemark.pipeline.scoring;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.config.Scoring.Shedding;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thins out live windows that come late because scoring has fallen behind: of those, one in {@code
 * stride} of each key is scored. It has no state: which one follows from the window's time and key,
 * so keys take turns.
 */
final class LoadShedder {
  private static final Logger LOG = LoggerFactory.getLogger(LoadShedder.class);

  private final Shedding shedding;
  private final Function<String, @Nullable DetectorDefinition> definitions;
  private boolean behind;

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
    if (late != behind) {
      tell(late);
    }
    DetectorDefinition detector = definitions.apply(window.detector());
    long tick = window.endMillis() / (detector == null ? 1 : detector.window().tick().toMillis());
    return late && Math.floorMod(tick + window.key().hashCode(), shedding.stride()) != 0;
  }

  private void tell(boolean late) {
    behind = late;
    if (late) {
      LOG.warn(
          "Scoring is more than {} behind: of the windows, one in {} of each key is scored until it"
              + " has caught up; windowsShed counts the others",
          shedding.after(),
          shedding.stride());
    } else {
      LOG.info("Scoring has caught up: all windows are scored again");
    }
  }
}
