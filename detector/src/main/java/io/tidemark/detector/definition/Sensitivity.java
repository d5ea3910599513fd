package io.tidemark.detector.definition;

import java.util.Locale;

/** How much evidence opens an incident, by a name. */
public enum Sensitivity {
  /** Opens soon, and now and then for nothing. */
  KEEN(10),
  /** What the study on public sets found best for all of them. */
  NORMAL(20),
  /** Opens for what is strong or lasts. */
  STRICT(30);

  private final double evidence;

  Sensitivity(double evidence) {
    this.evidence = evidence;
  }

  /** Evidence that opens an incident. */
  public double evidence() {
    return evidence;
  }

  /** The name in definitions. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
