package io.tidemark.lab.comparison;

/** The largest absolute standard score of the last tick: a control chart of each feature. */
final class LargestDeviation implements Baseline {
  private final int features;

  LargestDeviation(int features) {
    this.features = features;
  }

  @Override
  public String name() {
    return "z-score";
  }

  @Override
  public long parameters() {
    return 2L * features;
  }

  @Override
  public double score(String key, boolean learn, float[] values) {
    double largest = 0;
    for (int i = values.length - features; i < values.length; i++) {
      largest = Math.max(largest, Math.abs(values[i]));
    }
    return largest;
  }
}
