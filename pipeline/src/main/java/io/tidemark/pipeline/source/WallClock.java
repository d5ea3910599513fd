package io.tidemark.pipeline.source;

import java.io.Serializable;

/** Says what time it is, milliseconds since the epoch. */
@FunctionalInterface
interface WallClock extends Serializable {
  long millis();
}
