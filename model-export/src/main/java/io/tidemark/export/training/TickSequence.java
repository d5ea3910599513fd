package io.tidemark.export.training;

/**
 * Ticks of a key in a row, which are read once, the state carried from each to the next.
 *
 * @param values {@code [T,F]} row-major; not copied
 * @param features F
 * @param judgedFrom first tick whose forecast counts; those before it only bring the state there
 */
public record TickSequence(float[] values, int features, int judgedFrom) {

  /** T, how many ticks. */
  public int length() {
    return values.length / features;
  }
}
