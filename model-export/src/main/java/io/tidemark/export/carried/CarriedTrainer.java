package io.tidemark.export.carried;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.linear.RidgeRegression;
import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import io.tidemark.export.architecture.CarriedArchitecture;
import io.tidemark.export.contract.ModelFile;
import io.tidemark.export.contract.ModelNotes;
import io.tidemark.export.contract.ModelWriter;
import io.tidemark.export.layer.LstmWeights;
import io.tidemark.export.training.Epoch;
import io.tidemark.export.training.SequenceTrainer;
import io.tidemark.export.training.TickSequence;
import io.tidemark.export.training.TrainedForecaster;
import io.tidemark.export.training.TrainingListener;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.window.TrainingWindows;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a model that carries its state: draws the LSTM and, where the options ask for it, trains
 * it; runs it over the normal windows of each key, and fits the readout that expects the next tick
 * in closed form. Without training it is one pass and needs no training library.
 */
public final class CarriedTrainer {
  /** Name of the architecture whose weights stay as they are drawn. */
  public static final String NAME = CarriedArchitecture.FIXED.option();

  private static final double TOLERANCE = 1e-4;

  private final DetectorDefinition definition;
  private final TrainingOptions options;
  private final ModelWriter writer;
  private final TrainingListener listener;
  private final int features;

  public CarriedTrainer(
      DetectorDefinition definition,
      TrainingOptions options,
      ModelWriter writer,
      TrainingListener listener) {
    this.definition = definition;
    this.options = options;
    this.writer = writer;
    this.listener = listener;
    features = definition.features().size();
  }

  /**
   * A model and how well it expects the next tick.
   *
   * @param file proved
   * @param parameters numbers that were fitted
   * @param epochs the learning curves; of a fit in one pass one, with the mean scores of the
   *     windows that the readout was fitted to and of those that it was not
   * @param bestEpoch number of the epoch whose weights the file has
   */
  public record Fitted(ModelFile file, long parameters, List<Epoch> epochs, int bestEpoch) {}

  /**
   * Fits and proves a model. The latest windows of each key judge the fit.
   *
   * @param windows of the keys, with a window for each tick
   * @throws DefinitionException when there are no two ticks in a row to train on
   * @throws ModelException when the file strays from the fit
   */
  public Fitted fit(TrainingWindows windows) {
    LstmWeights drawn = LstmWeights.drawn(features, options.hidden(), options.seed());
    if (!CarriedRequirements.trains(options)) {
      return fit(windows, drawn, null);
    }
    try (TrainedForecaster trained =
        new SequenceTrainer(options, listener)
            .train(
                drawn,
                sequences(windows, key -> key.subList(0, fitted(key)), false),
                sequences(windows, key -> key.subList(fitted(key), key.size()), true))) {
      return fit(windows, trained.weights(), trained);
    }
  }

  private List<TickSequence> sequences(
      TrainingWindows windows, UnaryOperator<List<Window>> part, boolean priming) {
    return windows.byKey().stream()
        .flatMap(key -> KeySequence.of(part.apply(key), definition, priming).stream())
        .map(KeySequence::ticks)
        .toList();
  }

  private Fitted fit(
      TrainingWindows windows, LstmWeights lstm, @Nullable TrainedForecaster trained) {
    Readout none = Readout.none(lstm.hidden(), features);
    List<List<ScoredWindow>> states = writer.scored(graph(lstm, none), windows.byKey());
    Readout ridge = ridge(states, lstm.hidden());
    Readout readout = trained == null ? ridge : better(states, ridge, ofTraining(trained));
    ModelProto graph = graph(lstm, readout);
    List<List<ScoredWindow>> scored = writer.scored(graph, windows.byKey());
    double strayed = strayed(scored, readout);
    if (trained != null) {
      strayed = Math.max(strayed, strayed(scored, trained));
    }
    if (!(strayed <= TOLERANCE)) {
      throw new ModelException(
          "the exported model strays %.2e from the fit; %.0e is allowed"
              .formatted(strayed, TOLERANCE));
    }
    List<ScoredWindow> all = scored.stream().flatMap(List::stream).toList();
    long parameters = (lstm.hidden() + 1L) * features;
    if (trained == null) {
      Map<String, String> notes = ModelNotes.fit(options, parameters);
      ModelFile file = writer.finished(graph, all, strayed, notes);
      return new Fitted(file, parameters, List.of(losses(scored)), 1);
    }
    parameters += lstm.count();
    Map<String, String> notes =
        ModelNotes.training(options, parameters, trained.bestEpoch(), trained.epochs());
    ModelFile file = writer.finished(graph, all, strayed, notes);
    return new Fitted(file, parameters, trained.epochs(), trained.bestEpoch());
  }

  private Readout ridge(List<List<ScoredWindow>> states, int hidden) {
    RidgeRegression fit = new RidgeRegression(hidden, features);
    states.forEach(
        key -> pairs(key.subList(0, fitted(key)), (before, next) -> add(fit, before, next)));
    return Readout.of(fit, hidden, features);
  }

  private static Readout ofTraining(TrainedForecaster trained) {
    return Readout.trained(trained.readoutWeights(), trained.readoutBias());
  }

  /** The one whose expectations of the windows that judge are nearer. */
  private Readout better(List<List<ScoredWindow>> states, Readout one, Readout other) {
    return squaredError(states, one) <= squaredError(states, other) ? one : other;
  }

  /** Summed over the windows that judge the fit. */
  private double squaredError(List<List<ScoredWindow>> states, Readout readout) {
    DoubleAdder sum = new DoubleAdder();
    states.forEach(
        key ->
            pairs(
                key.subList(fitted(key), key.size()),
                (before, next) -> sum.add(squaredError(before, next, readout))));
    return sum.sum();
  }

  private static double squaredError(ScoredWindow before, ScoredWindow next, Readout readout) {
    float[] expected = readout.expected(before.latent());
    float[] values = next.window().values();
    int at = values.length - expected.length;
    double sum = 0;
    for (int f = 0; f < expected.length; f++) {
      double error = values[at + f] - expected[f];
      sum += error * error;
    }
    return sum;
  }

  private Epoch losses(List<List<ScoredWindow>> scored) {
    return new Epoch(
        1,
        mean(scored.stream().flatMap(key -> key.subList(0, fitted(key)).stream())),
        mean(scored.stream().flatMap(key -> key.subList(fitted(key), key.size()).stream())),
        0);
  }

  /** How many of a key's windows the readout is fitted to. */
  private int fitted(List<?> key) {
    return key.size() - (int) Math.round(key.size() * options.validation());
  }

  private static double mean(Stream<ScoredWindow> windows) {
    return windows.mapToDouble(ScoredWindow::score).average().orElse(Double.NaN);
  }

  private ModelProto graph(LstmWeights lstm, Readout readout) {
    return CarriedGraph.of(definition.name(), lstm, readout);
  }

  private static void add(RidgeRegression fit, ScoredWindow before, ScoredWindow next) {
    float[] values = next.window().values();
    fit.add(before.latent(), values, values.length - next.lastError().length);
  }

  /** Takes a window and that of the next tick. */
  private interface Pair {
    void take(ScoredWindow before, ScoredWindow next);
  }

  private void pairs(List<ScoredWindow> key, Pair out) {
    long tick = definition.window().tick().toMillis();
    for (int i = 1; i < key.size(); i++) {
      Window window = key.get(i).window();
      if (window.endMillis() - key.get(i - 1).window().endMillis() == tick) {
        out.take(key.get(i - 1), key.get(i));
      }
    }
  }

  /** How far the file's errors are from those of the readout that was fitted. */
  private double strayed(List<List<ScoredWindow>> scored, Readout readout) {
    DoubleAccumulator largest = new DoubleAccumulator(Math::max, 0);
    scored.forEach(
        key ->
            pairs(
                key,
                (before, next) -> {
                  float[] expected = readout.expected(before.latent());
                  float[] values = next.window().values();
                  int at = values.length - expected.length;
                  for (int f = 0; f < expected.length; f++) {
                    float error = next.lastError()[f];
                    if (!Float.isNaN(error)) {
                      largest.accumulate(Math.abs(values[at + f] - expected[f] - error));
                    }
                  }
                }));
    return largest.get();
  }

  /** How far the file's states are from those of the trainer's own forward pass. */
  private double strayed(List<List<ScoredWindow>> scored, TrainedForecaster trained) {
    double largest = 0;
    for (List<ScoredWindow> key : scored) {
      Iterator<ScoredWindow> windows = key.iterator();
      List<Window> read = key.stream().map(ScoredWindow::window).toList();
      for (KeySequence sequence : KeySequence.of(read, definition, false)) {
        float[] states = trained.states(sequence.ticks());
        for (int end : sequence.ends()) {
          float[] found = windows.next().latent();
          for (int h = 0; h < found.length; h++) {
            double difference = Math.abs(found[h] - states[end * found.length + h]);
            largest = Math.max(largest, Double.isNaN(difference) ? Double.MAX_VALUE : difference);
          }
        }
      }
    }
    return largest;
  }
}
