package io.tidemark.lab.quality;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Measures detection on the public sets: one model a set, trained on what the sets of one folder
 * allow without labels, judges the keys of the other folder, with one threshold rule and one set of
 * options for all of them, beside baselines and the same network untrained.
 */
public final class Quality {
  private Quality() {}

  /**
   * Runs it all and leaves {@code quality.md} and {@code quality.json} in the folder for results,
   * and a folder for each set.
   *
   * @param progress told in words what comes next
   * @throws DefinitionException when a set or a definition cannot be used
   * @throws IOException when a result cannot be written
   */
  public static List<SetQuality> run(QualityOptions options, Consumer<String> progress)
      throws IOException {
    SetDefinitions definitions = new SetDefinitions(options.definitions());
    List<PublicSet> trained = PublicSet.in(options.train());
    List<PublicSet> tested = PublicSet.in(options.test());
    List<Supplier<SetRun>> runs = new ArrayList<>();
    for (PublicSet set : tested) {
      PublicSet training = named(trained, set.name(), options);
      DetectorDefinition definition = definitions.definition(set);
      // Made when it is its turn: it holds the windows that train.
      runs.add(() -> new SetRun(definition, training, set, options, progress));
    }
    Files.createDirectories(options.out());
    List<SetQuality> all = new ArrayList<>();
    for (Supplier<SetRun> run : runs) {
      all.add(run.get().run());
      Files.writeString(options.out().resolve("quality.md"), QualityTable.text(all));
      Files.writeString(options.out().resolve("quality.json"), QualityTable.json(all) + "\n");
    }
    return all;
  }

  private static PublicSet named(List<PublicSet> sets, String name, QualityOptions options) {
    return sets.stream()
        .filter(set -> set.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new DefinitionException(
                    "--train: %s has no set %s, which %s has"
                        .formatted(options.train(), name, options.test())));
  }
}
