package io.tidemark.detector.definition;

import java.util.Locale;

/** Who decides that a new model serves once it has passed every comparison. */
public enum Promotion {
  /** The trainer. */
  AUTOMATIC,
  /** A person, by a command. */
  BY_HAND;

  /** The name in YAML. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
