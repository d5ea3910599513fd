package io.tidemark.export.training;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.export.architecture.NetworkSize;
import io.tidemark.export.architecture.Sizing;
import io.tidemark.export.scoring.ErrorScore;
import io.tidemark.export.window.Scaling;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a network is fitted. The defaults are those of the detection study: AdamW, one-cycle rate
 * with a peak of 4e-3, about 1,200 steps of 96 windows, gradients clipped to norm 1.
 *
 * @param architecture name of an architecture
 * @param hidden units of a recurrent layer
 * @param sizes other sizes that were asked for; an architecture has defaults for the rest
 * @param dropout share of values zeroed in training
 * @param epochs passes over the training windows; 0 for as many as make 1,200 steps
 * @param batchSize windows a step; of a model that carries its state, stretches of ticks (64 by
 *     default)
 * @param learningRate the schedule's peak
 * @param schedule how the rate moves
 * @param loss what is minimised
 * @param clip largest global norm of the gradient
 * @param l1 shrinkage of weights towards 0 by a constant amount
 * @param l2 shrinkage of weights in proportion (decoupled weight decay)
 * @param noise standard deviation of the noise on inputs, in their scaled unit
 * @param featureDropout share of features hidden from a window in training
 * @param validation share of each key's windows, the latest, that judge the fit
 * @param patience epochs without a better validation loss after which training stops; 0 for never
 * @param seed of weights, order and noise; the same seed and data give the same weights
 * @param scaling of raw units, with a baseline per model
 * @param score what the graph makes of errors
 */
public record TrainingOptions(
    String architecture,
    int hidden,
    Map<Sizing, Integer> sizes,
    double dropout,
    int epochs,
    int batchSize,
    double learningRate,
    Schedule schedule,
    Loss loss,
    double clip,
    double l1,
    double l2,
    double noise,
    double featureDropout,
    double validation,
    int patience,
    int seed,
    Scaling scaling,
    ErrorScore score) {
  private static final int STEPS = 1200;
  private static final int MAX_AUTOMATIC_EPOCHS = 200;

  public TrainingOptions {
    sizes = Collections.unmodifiableMap(new TreeMap<>(sizes));
    range("epochs", epochs, 0, 100_000);
    range("batch", batchSize, 1, 4096);
    range("learning-rate", learningRate, 1e-7, 1);
    range("clip", clip, 1e-6, 1e6);
    range("l1", l1, 0, 1);
    range("l2", l2, 0, 1);
    range("noise", noise, 0, 10);
    range("feature-dropout", featureDropout, 0, 0.9);
    range("validation", validation, 0.01, 0.9);
    range("patience", patience, 0, 100_000);
  }

  /** The defaults, to change. */
  public static TrainingOptionsBuilder builder() {
    return new TrainingOptionsBuilder();
  }

  /** Sizes of the network for windows {@code [W,F]}. */
  public NetworkSize size(int windowLength, int features) {
    return new NetworkSize(windowLength, features, hidden, dropout, sizes);
  }

  /** Steps of an epoch over so many windows. */
  int stepsPerEpoch(int windows) {
    return (windows + batchSize - 1) / batchSize;
  }

  /** Epochs over so many windows. */
  int epochs(int windows) {
    int enough = (STEPS + stepsPerEpoch(windows) - 1) / stepsPerEpoch(windows);
    return epochs > 0 ? epochs : Math.min(enough, MAX_AUTOMATIC_EPOCHS);
  }

  private static void range(String field, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw DefinitionException.of(
          field, number(value), "a number from " + number(min) + " to " + number(max));
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
