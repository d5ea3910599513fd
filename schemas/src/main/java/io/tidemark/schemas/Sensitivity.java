package io.tidemark.schemas;

import java.util.Locale;

/** How much evidence opens an incident, by the names that definitions have for it. */
public enum Sensitivity {
  /** Opens for what is strong or lasts. */
  LOW(30),
  /** What the study on public sets found best for all of them. */
  NORMAL(20),
  /** Opens soon, and now and then for nothing. */
  HIGH(10);

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
