package io.tidemark.export.evaluation;

/**
 * Point-wise counts of samples.
 *
 * @param truePositives anomalous and alarmed
 * @param falsePositives normal and alarmed
 * @param falseNegatives anomalous and not alarmed
 * @param trueNegatives normal and not alarmed
 */
record Confusion(long truePositives, long falsePositives, long falseNegatives, long trueNegatives) {
  static final Confusion NONE = new Confusion(0, 0, 0, 0);

  static Confusion of(boolean[] labels, boolean[] alarms) {
    long[] counts = new long[4];
    for (int i = 0; i < labels.length; i++) {
      counts[(labels[i] ? 0 : 1) + (alarms[i] ? 0 : 2)]++;
    }
    return new Confusion(counts[0], counts[1], counts[2], counts[3]);
  }

  Confusion plus(Confusion other) {
    return new Confusion(
        truePositives + other.truePositives,
        falsePositives + other.falsePositives,
        falseNegatives + other.falseNegatives,
        trueNegatives + other.trueNegatives);
  }

  long samples() {
    return truePositives + falsePositives + falseNegatives + trueNegatives;
  }

  /** Share of alarmed samples that are anomalous; 0 without alarms. */
  double precision() {
    return share(truePositives, falsePositives);
  }

  /** Share of anomalous samples that are alarmed; 0 without anomalous samples. */
  double recall() {
    return share(truePositives, falseNegatives);
  }

  /** Harmonic mean of precision and recall. */
  double f1() {
    return share(2 * truePositives, falsePositives + falseNegatives);
  }

  /** False alarm rate: percentage of normal samples that are alarmed. */
  double far() {
    return 100 * share(falsePositives, trueNegatives);
  }

  /** Missed alarm rate: percentage of anomalous samples that are not alarmed. */
  double mar() {
    return 100 * share(falseNegatives, truePositives);
  }

  private static double share(long part, long rest) {
    return part == 0 ? 0 : (double) part / (part + rest);
  }
}
