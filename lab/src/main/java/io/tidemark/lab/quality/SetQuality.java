package io.tidemark.lab.quality;

import java.time.Duration;
import java.util.List;

/**
 * The outcome on one set.
 *
 * @param set its name
 * @param trainingWindows windows that trained the model
 * @param time that the set took
 * @param contenders the detector first
 */
public record SetQuality(
    String set, int trainingWindows, Duration time, List<Contender> contenders) {
  public SetQuality {
    contenders = List.copyOf(contenders);
  }
}
