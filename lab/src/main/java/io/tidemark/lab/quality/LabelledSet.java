package io.tidemark.lab.quality;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.export.ModelTrainer;
import io.tidemark.export.training.TrainingListener;
import io.tidemark.export.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BiConsumer;

/** A set by its protocol: what trains its model, how its keys warm up and which rows count. */
public final class LabelledSet {
  private final DetectorDefinition definition;
  private final LoadedSet set;
  private final SetWarmups warmups;

  private LabelledSet(DetectorDefinition definition, LoadedSet set) {
    this.definition = definition;
    this.set = set;
    warmups = new SetWarmups(definition, set);
  }

  /**
   * Reads a set.
   *
   * @param definitions folder with definitions of sets; a set without one is read as it is
   * @throws io.tidemark.detector.definition.DefinitionException when set or definition cannot be
   *     used
   */
  public static LabelledSet read(PublicSet set, Path definitions) {
    DetectorDefinition definition = new SetDefinitions(definitions).definition(set);
    return new LabelledSet(definition, LoadedSet.read(definition, set));
  }

  /** How its windows are cut; what it says of a model counts for nothing. */
  public DetectorDefinition definition() {
    return definition;
  }

  /** Trains the model that {@code train} makes by default on what the protocol allows. */
  public void train(Path model) throws IOException {
    TrainingOptions options =
        TrainingOptions.builder()
            .architecture(SetTraining.usual(definition))
            .seed(SetTraining.FIRST_SEED)
            .build();
    new ModelTrainer(definition, options, TrainingListener.SILENT)
        .train(SetTraining.windows(definition, set), model);
  }

  /** Ticks of a key's warm-up. */
  public int warmup(String key) {
    Integer ticks = warmups.ticks(key);
    return ticks == null ? definition.baseline().warmup() : ticks;
  }

  /** Hands on the rows that count, each with its label, those of a key in order. */
  public void forEach(BiConsumer<Observation, Boolean> consumer) {
    set.table()
        .forEach(
            (row, observation) -> {
              if (!warmups.skips(row, observation)) {
                consumer.accept(observation, row.label());
              }
            });
  }
}
