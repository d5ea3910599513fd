package io.tidemark.export.renewal;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.export.table.TimeOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The recorded history, judged by the model that serves, as it was and with planted faults: what a
 * new model is held against.
 */
public final class HistoryTrial {
  private final DetectorDefinition definition;
  private final List<Observation> history;
  private final KnownIncidents known;
  private final PlantedFaults planted;
  private final JudgedModel serving;
  private final int servingFound;

  private HistoryTrial(
      DetectorDefinition definition,
      List<Observation> history,
      KnownIncidents known,
      @Nullable Path serving) {
    this.definition = definition;
    this.history = history;
    this.known = known;
    this.serving = JudgedModel.of(definition, serving, history, known);
    planted = new PlantedFaults(definition, history, known, this.serving);
    servingFound = found(serving);
  }

  /**
   * Judges a history by the model that serves.
   *
   * @param observations each key's own in event-time order, the keys mixed in any way
   * @param known incidents of the job
   * @param serving the model's file; null where no model serves
   * @throws io.tidemark.detector.model.ModelException when the model is not admitted
   */
  public static HistoryTrial of(
      DetectorDefinition definition,
      List<Observation> observations,
      KnownIncidents known,
      @Nullable Path serving) {
    TimeOrder<Observation> order = new TimeOrder<>();
    for (Observation observation : observations) {
      Instant time = Instant.ofEpochMilli(observation.eventTimeMillis());
      order.add(observation.key(), time, observation);
    }
    return new HistoryTrial(definition, order.sorted(), known, serving);
  }

  /**
   * Judges the history by a new model.
   *
   * @param candidate the model's file
   * @throws io.tidemark.detector.model.ModelException when the model is not admitted
   */
  public Gate gate(Path candidate) {
    return Gate.onHistory(
        serving,
        JudgedModel.of(definition, candidate, history, known),
        known,
        PlantedFaults.possible(definition)
            ? new FoundFaults(planted.count(), servingFound, found(candidate))
            : null);
  }

  private int found(@Nullable Path model) {
    return planted.count() == 0
        ? 0
        : planted.found(JudgedModel.of(definition, model, planted.observations(), known));
  }
}
