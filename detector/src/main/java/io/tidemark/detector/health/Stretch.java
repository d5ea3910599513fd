package io.tidemark.detector.health;

/**
 * How long something may last by how long it has lasted before: a stillness of a reading, a silence
 * of a key. Only what is far beyond is reported, and only once enough has been seen to know that it
 * is.
 *
 * @param shortest what is never too long
 */
record Stretch(long shortest) {
  /** A window may be as short as two ticks, which says nothing of sensors. */
  private static final int FEWEST_TICKS = 20;

  /** What lasts this many times as long as anything did before is too long. */
  private static final int TIMES_LONGER = 5;

  /** What is too long must be rare: this many times as long must have passed without it. */
  private static final int EVIDENCE = 10;

  /** The shortest stretch that is reported, in ticks: a whole window of it. */
  static int fewestTicks(int windowLength) {
    return Math.max(FEWEST_TICKS, windowLength);
  }

  /**
   * How long it may last.
   *
   * @param longest how long it has lasted before at most
   */
  long allowed(long longest) {
    return Math.max(shortest, TIMES_LONGER * longest);
  }

  /**
   * Whether the limit is known well enough.
   *
   * @param seen how long the key or reading had been seen before
   */
  boolean known(long seen, long longest) {
    return seen >= EVIDENCE * allowed(longest);
  }

  /**
   * The longest to go by after one more that is over. One that was reported at most doubles what is
   * allowed: what comes again and again is not told each time, and one long fault hides no other.
   */
  long after(long longest, long lasted, boolean told) {
    long counts = told ? Math.min(lasted, 2 * allowed(longest) / TIMES_LONGER) : lasted;
    return Math.max(longest, counts);
  }
}
