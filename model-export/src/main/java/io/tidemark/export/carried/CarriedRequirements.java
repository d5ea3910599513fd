package io.tidemark.export.carried;

import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.export.architecture.CarriedArchitecture;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.training.TrainingOptionsBuilder;

/** What models that carry their state ask of a detector and of training options. */
public final class CarriedRequirements {
  private CarriedRequirements() {}

  /** Whether this kind of model can watch a detector's keys. */
  public static boolean fits(DetectorDefinition definition) {
    return definition.baseline().per() == Baseline.Per.KEY && definition.window().stride() == 1;
  }

  /** Whether options, those of such an architecture, have none that means nothing to it. */
  public static boolean takes(TrainingOptions options) {
    TrainingOptionsBuilder meant =
        TrainingOptions.builder()
            .architecture(options.architecture())
            .hidden(options.hidden())
            .validation(options.validation())
            .seed(options.seed());
    if (trains(options)) {
      meant
          .epochs(options.epochs())
          .batchSize(options.batchSize())
          .learningRate(options.learningRate())
          .schedule(options.schedule())
          .loss(options.loss())
          .clip(options.clip())
          .l1(options.l1())
          .l2(options.l2())
          .noise(options.noise())
          .featureDropout(options.featureDropout())
          .patience(options.patience());
    }
    return options.equals(meant.build());
  }

  /** Whether the weights of such an architecture are trained. */
  static boolean trains(TrainingOptions options) {
    return options.architecture().equals(CarriedArchitecture.TRAINED.option());
  }

  /**
   * Refuses a detector whose keys this kind of model cannot watch, and options that mean nothing to
   * it.
   *
   * @throws DefinitionException that names the field
   */
  public static void require(DetectorDefinition definition, TrainingOptions options) {
    String name = options.architecture();
    if (!takes(options)) {
      throw new DefinitionException(
          trains(options)
              ? "architecture "
                  + name
                  + " has one layer and no bottleneck, and its score is the mean squared"
                  + " error: layers, latent, heads, dropout, score and scaling need an"
                  + " architecture that reads whole windows, such as lstm"
              : "architecture "
                  + name
                  + " is fitted in one pass: of the training options only hidden, validation and"
                  + " seed apply to it; the others need one that is trained, such as "
                  + CarriedArchitecture.TRAINED.option()
                  + " or lstm");
    }
    requireKeys(definition, "architecture " + name);
  }

  /**
   * Refuses a detector whose keys no model that carries its state can watch.
   *
   * @param model what it is, in the error
   * @throws DefinitionException that names the field
   */
  public static void requireKeys(DetectorDefinition definition, String model) {
    if (definition.baseline().per() != Baseline.Per.KEY) {
      throw DefinitionException.of(
          "baseline.per", definition.baseline().per(), "key with " + model);
    }
    if (definition.window().stride() != 1) {
      throw DefinitionException.of(
          "window.stride",
          definition.window().stride(),
          "1 with " + model + ", which reads each tick once");
    }
  }
}
