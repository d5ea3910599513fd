package io.tidemark.export;

import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.window.LeftOut;
import io.tidemark.export.training.Epoch;
import io.tidemark.export.training.TrainingOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a training did.
 *
 * @param options it was done with
 * @param leftOut values by key that were wrong, so that nothing was learned from them
 * @param trainingWindows windows the network was fitted to
 * @param validationWindows windows that judged the fit
 * @param keys keys they come from
 * @param parameters numbers fitted
 * @param epochs the learning curves
 * @param bestEpoch epoch whose weights the file has
 * @param time spent fitting
 * @param parity largest difference between file and trainer
 * @param metadata of the file, with the score quantiles of normal data
 * @param digest SHA-256 of the file, hexadecimal
 * @param bytes size of the file
 */
public record TrainingReport(
    TrainingOptions options,
    Map<String, List<LeftOut>> leftOut,
    int trainingWindows,
    int validationWindows,
    int keys,
    long parameters,
    List<Epoch> epochs,
    int bestEpoch,
    Duration time,
    double parity,
    ModelMetadata metadata,
    String digest,
    int bytes) {
  public TrainingReport {
    leftOut = Map.copyOf(leftOut);
    epochs = List.copyOf(epochs);
  }
}
