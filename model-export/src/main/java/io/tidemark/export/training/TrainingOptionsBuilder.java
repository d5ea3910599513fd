package io.tidemark.export.training;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.tidemark.export.architecture.CarriedArchitecture;
import io.tidemark.export.architecture.Sizing;
import io.tidemark.export.scoring.ErrorScore;
import io.tidemark.export.window.Scaling;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes {@link TrainingOptions} from their defaults; each method is named like its component. */
public final class TrainingOptionsBuilder {
  private static final int WINDOWS = 96;
  private static final int LANES = 64;

  private String architecture = "lstm";
  private int hidden = 48;
  private final Map<Sizing, Integer> sizes = new EnumMap<>(Sizing.class);
  private double dropout = 0;
  private int epochs = 0;
  private @Nullable Integer batchSize;
  private double learningRate = 4e-3;
  private Schedule schedule = Schedule.ONE_CYCLE;
  private Loss loss = Loss.MSE;
  private double clip = 1;
  private double l1 = 0;
  private double l2 = 0.01;
  private double noise = 0;
  private double featureDropout = 0;
  private double validation = 0.2;
  private int patience = 0;
  private int seed = 7;
  private Scaling scaling = Scaling.STANDARD;
  private ErrorScore score = ErrorScore.MSE;

  TrainingOptionsBuilder() {}

  @CanIgnoreReturnValue
  public TrainingOptionsBuilder architecture(String value) {
    architecture = value;
    return this;
  }

  @CanIgnoreReturnValue
  public TrainingOptionsBuilder hidden(int value) {
    hidden = value;
    return this;
  }

  /** Asks for a size that not every architecture has. */
  @CanIgnoreReturnValue
  public TrainingOptionsBuilder size(Sizing sizing, int value) {
    sizes.put(sizing, value);
    return this;
  }

  @CanIgnoreReturnValue
  public TrainingOptionsBuilder dropout(double value) {
    dropout = value;
    return this;
  }

  @CanIgnoreReturnValue
  public TrainingOptionsBuilder epochs(int value) {
    epochs = value;
    return this;
  }

  @CanIgnoreReturnValue
  public TrainingOptionsBuilder batchSize(int value) {
    batchSize = value;
    return this;
  }

  @CanIgnoreReturnValue
  public TrainingOptionsBuilder learningRate(double value) {
    learningRate = value;
    return this;
  }

  @CanIgnoreReturnValue
  public TrainingOptionsBuilder schedule(Schedule value) {
    schedule = value;
    return this;
  }

  @CanIgnoreReturnValue
  public TrainingOptionsBuilder loss(Loss value) {
    loss = value;
    return this;
  }

  @CanIgnoreReturnValue
  public TrainingOptionsBuilder clip(double value) {
    clip = value;
    return this;
  }

  @CanIgnoreReturnValue
  public TrainingOptionsBuilder l1(double value) {
    l1 = value;
    return this;
  }

  @CanIgnoreReturnValue
  public TrainingOptionsBuilder l2(double value) {
    l2 = value;
    return this;
  }

  @CanIgnoreReturnValue
  public TrainingOptionsBuilder noise(double value) {
    noise = value;
    return this;
  }

  @CanIgnoreReturnValue
  public TrainingOptionsBuilder featureDropout(double value) {
    featureDropout = value;
    return this;
  }

  @CanIgnoreReturnValue
  public TrainingOptionsBuilder validation(double value) {
    validation = value;
    return this;
  }

  @CanIgnoreReturnValue
  public TrainingOptionsBuilder patience(int value) {
    patience = value;
    return this;
  }

  @CanIgnoreReturnValue
  public TrainingOptionsBuilder seed(int value) {
    seed = value;
    return this;
  }

  @CanIgnoreReturnValue
  public TrainingOptionsBuilder scaling(Scaling value) {
    scaling = value;
    return this;
  }

  @CanIgnoreReturnValue
  public TrainingOptionsBuilder score(ErrorScore value) {
    score = value;
    return this;
  }

  /**
   * @throws io.tidemark.detector.definition.DefinitionException when a value is out of range
   */
  public TrainingOptions build() {
    return new TrainingOptions(
        architecture,
        hidden,
        sizes,
        dropout,
        epochs,
        batchSize == null ? usualBatchSize() : batchSize,
        learningRate,
        schedule,
        loss,
        clip,
        l1,
        l2,
        noise,
        featureDropout,
        validation,
        patience,
        seed,
        scaling,
        score);
  }

  private int usualBatchSize() {
    return CarriedArchitecture.named(architecture).equals(Optional.of(CarriedArchitecture.TRAINED))
        ? LANES
        : WINDOWS;
  }
}
