package io.tidemark.lab.noise;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.schemas.AnomalyAlert;
import java.util.List;

/**
 * What one detector had to say of its keys, and what was wrong with them.
 *
 * @param definition of the detector
 * @param faults joined
 * @param alerts those of a key in their order
 */
record Messages(
    DetectorDefinition definition, List<LabelledFault> faults, List<AnomalyAlert> alerts) {
  Messages {
    faults = List.copyOf(faults);
    alerts = List.copyOf(alerts);
  }
}
