package io.tidemark.export.carried;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.linear.RidgeRegression;
import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import io.tidemark.export.contract.ModelFile;
import io.tidemark.export.contract.ModelWriter;
import io.tidemark.export.training.Epoch;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.window.TrainingWindows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Makes a model that carries its state: draws the LSTM, runs it over the normal windows of each key
 * and fits the readout that expects the next tick. One pass, in closed form, without a training
 * library.
 */
public final class CarriedTrainer {
  /** Name of the architecture. */
  public static final String NAME = "lstm-carried";

  private static final double TOLERANCE = 1e-4;

  private final DetectorDefinition definition;
  private final ModelWriter writer;
  private final FixedLstm lstm;
  private final double validation;

  public CarriedTrainer(
      DetectorDefinition definition, TrainingOptions options, ModelWriter writer) {
    this.definition = definition;
    this.writer = writer;
    lstm = FixedLstm.drawn(definition.features().size(), options.hidden(), options.seed());
    validation = options.validation();
  }

  /** Whether this kind of model can watch a detector's keys. */
  public static boolean fits(DetectorDefinition definition) {
    return definition.baseline().per() == Baseline.Per.KEY
        && definition.window().stride().max() == 1;
  }

  /** Whether options, those of this architecture, have none that means nothing to it. */
  public static boolean takes(TrainingOptions options) {
    TrainingOptions meant =
        TrainingOptions.builder()
            .architecture(NAME)
            .hidden(options.hidden())
            .validation(options.validation())
            .seed(options.seed())
            .build();
    return options.equals(meant);
  }

  /**
   * Refuses a detector whose keys this kind of model cannot watch, and options that mean nothing to
   * it.
   *
   * @throws DefinitionException that names the field
   */
  public static void require(DetectorDefinition definition, TrainingOptions options) {
    if (!takes(options)) {
      throw new DefinitionException(
          "architecture "
              + NAME
              + " is fitted in one pass: of the training options only hidden, validation and seed"
              + " apply to it; the others need an architecture that reads whole windows, such as"
              + " lstm");
    }
    if (definition.baseline().per() != Baseline.Per.KEY) {
      throw DefinitionException.of(
          "baseline.per", definition.baseline().per(), "key with architecture " + NAME);
    }
    if (definition.window().stride().max() != 1) {
      throw DefinitionException.of(
          "window.stride",
          definition.window().stride().max(),
          "1 with architecture " + NAME + ", which reads each tick once");
    }
  }

  /** Numbers that are fitted: those of the readout. */
  public long parameters() {
    return (lstm.hidden() + 1L) * lstm.features();
  }

  /**
   * A model and how well it expects the next tick.
   *
   * @param file proved
   * @param losses mean score of the windows that the readout was fitted to, and of those that it
   *     was not
   */
  public record Fitted(ModelFile file, Epoch losses) {}

  /**
   * Fits and proves a model. The latest windows of each key judge the fit.
   *
   * @param windows of the keys, with a window for each tick
   * @param notes further metadata
   * @throws ModelException when the file strays from the fit
   */
  public Fitted fit(TrainingWindows windows, Map<String, String> notes) {
    int f = lstm.features();
    int h = lstm.hidden();
    Readout none = Readout.none(h, f);
    RidgeRegression fit = new RidgeRegression(h, f);
    List<List<ScoredWindow>> states = writer.scored(graph(none), windows.byKey());
    states.forEach(
        key -> pairs(key.subList(0, fitted(key)), (before, next) -> add(fit, before, next)));
    Readout readout = Readout.of(fit, h, f);
    ModelProto graph = graph(readout);
    List<List<ScoredWindow>> scored = writer.scored(graph, windows.byKey());
    double strayed = strayed(scored, readout);
    if (!(strayed <= TOLERANCE)) {
      throw new ModelException(
          "the exported model strays %.2e from the fit; %.0e is allowed"
              .formatted(strayed, TOLERANCE));
    }
    List<ScoredWindow> all = scored.stream().flatMap(List::stream).toList();
    Epoch losses =
        new Epoch(
            1,
            mean(scored.stream().flatMap(key -> key.subList(0, fitted(key)).stream())),
            mean(scored.stream().flatMap(key -> key.subList(fitted(key), key.size()).stream())),
            0);
    return new Fitted(writer.finished(graph, all, strayed, notes), losses);
  }

  /** How many of a key's windows the readout is fitted to. */
  private int fitted(List<ScoredWindow> key) {
    return key.size() - (int) Math.round(key.size() * validation);
  }

  private static double mean(Stream<ScoredWindow> windows) {
    return windows.mapToDouble(ScoredWindow::score).average().orElse(Double.NaN);
  }

  private ModelProto graph(Readout readout) {
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
    List<Double> differences = new ArrayList<>(List.of(0.0));
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
                      differences.add((double) Math.abs(values[at + f] - expected[f] - error));
                    }
                  }
                }));
    return differences.stream().mapToDouble(difference -> difference).max().orElse(0);
  }
}
