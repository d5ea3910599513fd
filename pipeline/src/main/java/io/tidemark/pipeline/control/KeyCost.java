package io.tidemark.pipeline.control;

import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.Calibration;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.WindowSpec;
import io.tidemark.detector.model.ModelException;

/**
 * About how much state a key of a detector may need at its largest. A configuration may ask for any
 * amount; a command may not, since one of some hundred bytes could otherwise fill the heap.
 */
final class KeyCost {
  private static final long MOST_BYTES = 16L << 20;

  /** Sums, extremes and counts of one feature in one open tick. */
  private static final long OPEN_FEATURE = 64;

  /** Ticks that the linear companion looks at. */
  private static final long RECENT_TICKS = 5;

  private KeyCost() {}

  /**
   * @param latent length of the encoder's state that the detector's model gives
   * @throws ModelException when a key could need more than a command may ask for
   */
  static void require(DetectorDefinition detector, int latent) {
    long bytes = of(detector, latent);
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
            + OPEN_FEATURE * features * openTicks
            + 3 * (Float.BYTES * features + Long.BYTES + 1) * detector.baseline().warmup() / 2;
    if (detector.baseline().per() == Baseline.Per.KEY) {
      long recent = RECENT_TICKS * features;
      bytes += triangle(recent);
      if (detector.scoring().calibration() == Calibration.KEY) {
        bytes += triangle(features) + triangle(latent) + triangle(recent);
      }
      long samples = Math.min(detector.baseline().warmup(), Calibration.MOST_WINDOWS);
      bytes += Float.BYTES * samples * (features + latent + recent);
    }
    return bytes;
  }

  private static long triangle(long length) {
    return Float.BYTES * length * (length + 1) / 2;
  }
}
