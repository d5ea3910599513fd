package io.tidemark.export.evaluation;

import java.util.Set;

/**
 * A labelled stretch of time, as a file of events has it.
 *
 * @param features those that it concerns; empty where that is not known
 */
record LabelledPeriod(Period period, Set<String> features) {
  LabelledPeriod {
    features = Set.copyOf(features);
  }
}
