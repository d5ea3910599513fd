package io.tidemark.cli.training;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.export.ModelTrainer;
import io.tidemark.export.architecture.CarriedArchitecture;
import io.tidemark.export.architecture.Sizing;
import io.tidemark.export.carried.CarriedRequirements;
import io.tidemark.export.carried.CarriedTrainer;
import io.tidemark.export.scoring.ErrorScore;
import io.tidemark.export.training.Loss;
import io.tidemark.export.training.Schedule;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.training.TrainingOptionsBuilder;
import io.tidemark.export.window.Scaling;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Options of a training; what is not given keeps the default of {@link TrainingOptions}. */
public final class TrainingFlags {
  @ArgGroup(validate = false, heading = "%nNetwork:%n")
  private Network network = new Network();

  @ArgGroup(validate = false, heading = "%nTraining:%n")
  private Fitting fitting = new Fitting();

  /**
   * @throws io.tidemark.detector.definition.DefinitionException when a value is out of range, or no
   *     network for the detector can be made of them
   */
  public TrainingOptions options(DetectorDefinition definition) {
    return network.architecture == null && carries(definition, CarriedArchitecture.FIXED)
        ? options(definition, CarriedTrainer.NAME)
        : options(definition, builder());
  }

  /** Whether this kind of model can be made for the detector by these options. */
  public boolean carries(DetectorDefinition definition, CarriedArchitecture kind) {
    return CarriedRequirements.fits(definition)
        && CarriedRequirements.takes(builder().architecture(kind.option()).build());
  }

  /** As {@link #options(DetectorDefinition)}, of this architecture. */
  public TrainingOptions options(DetectorDefinition definition, String architecture) {
    return options(definition, builder().architecture(architecture));
  }

  private TrainingOptions options(DetectorDefinition definition, TrainingOptionsBuilder builder) {
    if (fitting.scaling != null) {
      fitting.scaling.requireRawUnits(definition);
    }
    TrainingOptions options = builder.build();
    ModelTrainer.requireNetwork(definition, options);
    return options;
  }

  private TrainingOptionsBuilder builder() {
    TrainingOptionsBuilder builder = TrainingOptions.builder();
    network.apply(builder);
    fitting.apply(builder);
    return builder;
  }

  private static <T> void set(
      TrainingOptionsBuilder builder,
      BiConsumer<TrainingOptionsBuilder, T> setter,
      @Nullable T value) {
    if (value != null) {
      setter.accept(builder, value);
    }
  }

  /** What is trained. */
  static final class Network {
    @Option(
        names = "--architecture",
        paramLabel = "NAME",
        description =
            "Kind of network. lstm-carried carries its state from tick to tick and is made in"
                + " seconds; lstm-carried-trained is the same with trained weights. The others read"
                + " whole windows: lstm, stacked-lstm, bilstm, gru, rnn, cnn-lstm, attention-lstm,"
                + " transformer, dense or lstm-forecaster (default: lstm-carried; lstm if the"
                + " baseline is per model, the stride is not 1, or an option applies only to"
                + " training).")
    private @Nullable String architecture;

    @Option(names = "--hidden", paramLabel = "N", description = "Units per layer (default: 48).")
    private @Nullable Integer hidden;

    @Option(
        names = "--layers",
        paramLabel = "N",
        description =
            "Stacked layers of stacked-lstm (default: 2), bilstm (1), cnn-lstm (1"
                + " convolution), transformer (2), dense (1 each side) or lstm-forecaster (1).")
    private @Nullable Integer layers;

    @Option(
        names = "--latent",
        paramLabel = "N",
        description = "Length of the bottleneck of transformer or dense (default: 16).")
    private @Nullable Integer latent;

    @Option(
        names = "--heads",
        paramLabel = "N",
        description = "Attention heads of attention-lstm (default: 1) or transformer (4).")
    private @Nullable Integer heads;

    @Option(
        names = "--dropout",
        paramLabel = "N",
        description = "Share of values zeroed in training (default: 0).")
    private @Nullable Double dropout;

    @Option(
        names = "--score",
        paramLabel = "NAME",
        description =
            "mse, or mahalanobis: distance of the error by the covariance of normal errors"
                + " (default: mse).")
    private @Nullable ErrorScore score;

    void apply(TrainingOptionsBuilder builder) {
      set(builder, TrainingOptionsBuilder::architecture, architecture);
      set(builder, TrainingOptionsBuilder::hidden, hidden);
      set(builder, (options, value) -> options.size(Sizing.LAYERS, value), layers);
      set(builder, (options, value) -> options.size(Sizing.LATENT, value), latent);
      set(builder, (options, value) -> options.size(Sizing.HEADS, value), heads);
      set(builder, TrainingOptionsBuilder::dropout, dropout);
      set(builder, TrainingOptionsBuilder::score, score);
    }
  }

  /** How it is trained. */
  static final class Fitting {
    @Option(
        names = "--epochs",
        paramLabel = "N",
        description = "Passes over the data (default: enough for 1,200 steps, at most 200).")
    private @Nullable Integer epochs;

    @Option(
        names = "--batch",
        paramLabel = "N",
        description =
            "Windows per step (default: 96); for lstm-carried-trained, stretches of 24 ticks"
                + " (default: 64).")
    private @Nullable Integer batch;

    @Option(
        names = "--learning-rate",
        paramLabel = "N",
        description = "Peak of the schedule (default: 0.004).")
    private @Nullable Double learningRate;

    @Option(
        names = "--schedule",
        paramLabel = "NAME",
        description = "one_cycle, cosine or constant (default: one_cycle).")
    private @Nullable Schedule schedule;

    @Option(
        names = "--loss",
        paramLabel = "NAME",
        description = "mse, mae or huber (default: mse).")
    private @Nullable Loss loss;

    @Option(
        names = "--clip",
        paramLabel = "N",
        description = "Largest global norm of the gradient (default: 1).")
    private @Nullable Double clip;

    @Option(
        names = "--l1",
        paramLabel = "N",
        description = "Weight of the L1 penalty (default: 0).")
    private @Nullable Double l1;

    @Option(
        names = "--l2",
        paramLabel = "N",
        description = "Decoupled weight decay (default: 0.01).")
    private @Nullable Double l2;

    @Option(
        names = "--noise",
        paramLabel = "N",
        description = "Noise on inputs, in standard deviations (default: 0).")
    private @Nullable Double noise;

    @Option(
        names = "--feature-dropout",
        paramLabel = "N",
        description = "Share of features hidden from a window in training (default: 0).")
    private @Nullable Double featureDropout;

    @Option(
        names = "--validation",
        paramLabel = "N",
        description =
            "Share of each key's windows, the latest ones, that validate the fit (default:"
                + " 0.2).")
    private @Nullable Double validation;

    @Option(
        names = "--patience",
        paramLabel = "N",
        description = "Epochs without improvement before training stops (default: never).")
    private @Nullable Integer patience;

    @Option(
        names = "--seed",
        paramLabel = "N",
        description = "Seed. The same seed gives the same file (default: 7).")
    private @Nullable Integer seed;

    @Option(
        names = "--scaling",
        paramLabel = "NAME",
        description =
            "standard, min_max or robust; only if the baseline is per model (default:"
                + " standard).")
    private @Nullable Scaling scaling;

    void apply(TrainingOptionsBuilder builder) {
      set(builder, TrainingOptionsBuilder::epochs, epochs);
      set(builder, TrainingOptionsBuilder::batchSize, batch);
      set(builder, TrainingOptionsBuilder::learningRate, learningRate);
      set(builder, TrainingOptionsBuilder::schedule, schedule);
      set(builder, TrainingOptionsBuilder::loss, loss);
      set(builder, TrainingOptionsBuilder::clip, clip);
      set(builder, TrainingOptionsBuilder::l1, l1);
      set(builder, TrainingOptionsBuilder::l2, l2);
      set(builder, TrainingOptionsBuilder::noise, noise);
      set(builder, TrainingOptionsBuilder::featureDropout, featureDropout);
      set(builder, TrainingOptionsBuilder::validation, validation);
      set(builder, TrainingOptionsBuilder::patience, patience);
      set(builder, TrainingOptionsBuilder::seed, seed);
      set(builder, TrainingOptionsBuilder::scaling, scaling);
    }
  }
}
