package io.tidemark.export.benchmark;

import java.util.List;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/**
 * What a process that trains holds after each epoch.
 *
 * @param megabytes resident memory; empty where the system does not tell
 * @param arrays native arrays that the training keeps open
 */
public record TrainingMemory(List<Double> megabytes, List<Integer> arrays) {
  public TrainingMemory {
    megabytes = List.copyOf(megabytes);
    arrays = List.copyOf(arrays);
  }

  /**
   * Megabytes an epoch by which resident memory grows, by least squares over the epochs after the
   * first quarter, in which the JVM warms up. NaN where there are fewer than two.
   */
  public double slope() {
    SimpleRegression line = new SimpleRegression();
    for (int i = megabytes.size() / 4; i < megabytes.size(); i++) {
      line.addData(i, megabytes.get(i));
    }
    return line.getSlope();
  }
}
