package io.tidemark.lab.comparison;

import io.tidemark.export.evaluation.Metrics;
import io.tidemark.export.training.Epoch;
import java.time.Duration;
import java.util.List;

/**
 * A line of the comparison. What a baseline has not is NaN, 0 or empty.
 *
 * @param name architecture or baseline
 * @param parameters numbers fitted
 * @param fileBytes size of the model file
 * @param trainingTime spent fitting
 * @param validationLoss of the best epoch
 * @param epochs the learning curve
 * @param metrics on the data
 * @param speed windows a second in ONNX Runtime
 */
public record Contender(
    String name,
    long parameters,
    long fileBytes,
    Duration trainingTime,
    double validationLoss,
    List<Epoch> epochs,
    Metrics metrics,
    Speed speed) {
  public Contender {
    epochs = List.copyOf(epochs);
  }

  /**
   * Scoring on one thread.
   *
   * @param single windows a second, one at a time
   * @param batched windows a second, 64 at a time
   * @param sessionBytes memory of the process that opening and using a session adds
   */
  public record Speed(double single, double batched, long sessionBytes) {
    static final Speed UNKNOWN = new Speed(Double.NaN, Double.NaN, 0);
  }
}
