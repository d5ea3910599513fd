package io.tidemark.lab.quality;

import io.tidemark.detector.definition.DefinitionException;
import java.nio.file.Path;

/**
 * What is measured, and where the results go.
 *
 * @param train folder of the sets that train
 * @param test folder of the sets whose keys are judged; may be the same
 * @param definitions folder with definitions of sets; a set without one is read as it is
 * @param out folder for models, scores, metrics and pages
 * @param seeds trainings a set
 */
public record QualityOptions(Path train, Path test, Path definitions, Path out, int seeds) {
  private static final int MOST_SEEDS = 20;

  public QualityOptions {
    if (seeds < 1 || seeds > MOST_SEEDS) {
      throw DefinitionException.of("seeds", seeds, "a whole number from 1 to " + MOST_SEEDS);
    }
  }
}
