package io.tidemark.console.detector;

/** How much evidence opens an incident, by the names that definitions have for it. */
public enum Sensitivity {
  /** Opens for what is strong or lasts. */
  LOW(30),
  /** As a definition without a sensitivity has it. */
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
}
