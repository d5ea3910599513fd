package io.tidemark.detector.definition;

import java.util.Locale;

/** Which of a window's scores is judged. */
public enum Score {
  /** The autoencoder's: how far its error and its state are from the key's normal ones. */
  AUTOENCODER,
  /** The linear companion's: what a principal component analysis leaves of the last ticks. */
  COMPANION,
  /** Both. */
  COMBINED;

  /** The name in definitions. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
