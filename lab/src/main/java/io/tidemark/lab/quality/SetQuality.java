package io.tidemark.lab.quality;

import java.time.Duration;
import java.util.List;

/**
 * The outcome on one set.
 *
 * @param set its name
 * @param trainingWindows windows that trained the model
 * @param time that the set took
 * @param detectors the detector first
 */
public record SetQuality(
    String set, int trainingWindows, Duration time, List<DetectorRuns> detectors) {
  public SetQuality {
    detectors = List.copyOf(detectors);
  }
}
