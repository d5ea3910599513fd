package io.tidemark.pipeline.control;

import io.tidemark.detector.definition.Aggregate;
import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.WindowSpec;
import io.tidemark.detector.model.ModelException;

/**
 * About how much state a key of a detector may need at its largest. A configuration may ask for any
 * amount; a command may not, since one of some hundred bytes could otherwise fill the heap.
 */
final class KeyCost {
  private static final long MOST_BYTES = 16L << 20;

  /** Sums, extremes and counts of one feature in one open tick, and a sketch of distinct values. */
  private static final long OPEN_FEATURE = 64;

  private static final long OPEN_SKETCH = 300;

  /** Learning takes time by the cube of this: a second or so of CPU at 512. */
  private static final long MOST_DIMENSIONS = 512;

  /** Ticks that the linear companion looks at. */
  private static final long RECENT_TICKS = 5;

  /** What a feature does by the hour and the day. */
  private static final long SEASON_FEATURE = 256;

  private KeyCost() {}

  /**
   * @param latent length of the encoder's state that the detector's model gives
   * @param carried length of the state that the model carries from tick to tick; 0 for none
   * @throws ModelException when a key could need more than a command may ask for
   */
  static void require(DetectorDefinition detector, int latent, int carried) {
    long dimensions = Math.max(latent, RECENT_TICKS * detector.features().size());
    if (learns(detector) && dimensions > MOST_DIMENSIONS) {
      throw new ModelException(
          ("a key of this detector would learn the shape of vectors of length %,d (%d times the"
                  + " features, or the model's latent length); a command may ask for up to %,d")
              .formatted(dimensions, RECENT_TICKS, MOST_DIMENSIONS));
    }
    long bytes = of(detector, latent) + (long) Float.BYTES * carried;
    if (bytes > MOST_BYTES) {
      throw new ModelException(
          ("a key of this detector could need %,d bytes of state; a command may ask for up to %,d"
                  + " (features, window.length, window.lateness over window.tick, baseline.warmup"
                  + " and the model's latent length, here %,d, decide it)")
              .formatted(bytes, MOST_BYTES, latent));
    }
  }

  private static long of(DetectorDefinition detector, int latent) {
    WindowSpec window = detector.window();
    long features = detector.features().size();
    long openTicks = window.lateness().dividedBy(window.tick()) + 1;
    // arrays that grow by half are up to one and a half times what they hold
    long bytes =
        Float.BYTES * features * window.length()
            + (OPEN_FEATURE * features + OPEN_SKETCH * sketches(detector)) * openTicks
            + 3 * (Double.BYTES * features + Long.BYTES + 1) * detector.baseline().warmup() / 2;
    if (learns(detector)) {
      long recent = RECENT_TICKS * features;
      bytes += triangle(recent);
      // The fleet's shapes are no key's, but a model need not have them.
      bytes += triangle(features) + triangle(latent) + triangle(recent);
      long samples = Math.min(detector.baseline().warmup(), Baseline.MOST_WINDOWS);
      bytes += Float.BYTES * samples * (features + latent + recent);
      bytes += detector.baseline().season().learned() ? SEASON_FEATURE * features : 0;
    }
    return bytes;
  }

  private static boolean learns(DetectorDefinition detector) {
    return detector.baseline().per() == Baseline.Per.KEY;
  }

  private static long sketches(DetectorDefinition detector) {
    return detector.features().stream()
        .filter(feature -> feature.aggregate() == Aggregate.DISTINCT)
        .count();
  }

  private static long triangle(long length) {
    return Float.BYTES * length * (length + 1) / 2;
  }
}
