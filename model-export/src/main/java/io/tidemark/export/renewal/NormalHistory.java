package io.tidemark.export.renewal;

import io.tidemark.detector.tick.Observation;
import io.tidemark.export.source.EventSource;
import java.util.List;

/**
 * A history in which the events of known incidents are labelled as anomalous, so that a model can
 * be trained on the rest.
 *
 * @param name for people
 * @param observations each key's in event-time order
 * @param incidents what is known of them
 */
public record NormalHistory(String name, List<Observation> observations, KnownIncidents incidents)
    implements EventSource {
  public NormalHistory {
    observations = List.copyOf(observations);
  }

  @Override
  public void forEach(Consumer consumer) {
    for (Observation observation : observations) {
      long time = observation.eventTimeMillis();
      consumer.accept(observation, incidents.abnormal(observation.key(), time, time + 1));
    }
  }

  @Override
  public void close() {
    // holds nothing open
  }
}
