package io.tidemark.export.source;

import io.tidemark.detector.tick.Observation;
import java.util.List;

/**
 * Observations in memory as a source; none of them is known to be anomalous.
 *
 * @param name for people
 * @param observations each key's in event-time order
 */
public record ObservationSource(String name, List<Observation> observations)
    implements EventSource {
  public ObservationSource {
    observations = List.copyOf(observations);
  }

  @Override
  public void forEach(Consumer consumer) {
    observations.forEach(observation -> consumer.accept(observation, false));
  }

  @Override
  public void close() {}
}
