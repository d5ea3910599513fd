package io.tidemark.export.evaluation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Incidents of one key, as its alerts reported them, against its events. An incident belongs to the
 * event in which it opens, else to the event that ended last, if the grace after it is not over;
 * else it is false. An event is found when an incident opens in it.
 *
 * @param found events in which an incident opened
 * @param duplicates further incidents of these events
 * @param falseIncidents incidents that belong to no event
 * @param closeDelays seconds from the end of each event found to the end of its last incident,
 *     negative where the incident ended first; one that is still open counts to the key's last tick
 */
record IncidentStatistics(int found, int duplicates, int falseIncidents, List<Double> closeDelays) {

  /**
   * Counts.
   *
   * @param events in the order of their starts
   * @param incidents in the order of their openings
   * @param tick length of a tick
   * @param grace time after an event's end in which an incident still belongs to it
   * @param last time of the key's last tick
   */
  static IncidentStatistics of(
      List<LabelledEvent> events,
      List<IncidentRecord> incidents,
      Duration tick,
      Duration grace,
      Instant last) {
    Map<LabelledEvent, List<IncidentRecord>> byEvent = new HashMap<>();
    int falseIncidents = 0;
    for (IncidentRecord incident : incidents) {
      LabelledEvent event = event(events, incident, tick, grace);
      if (event == null) {
        falseIncidents++;
      } else {
        byEvent.computeIfAbsent(event, unseen -> new ArrayList<>()).add(incident);
      }
    }
    int duplicates = 0;
    List<Double> closeDelays = new ArrayList<>();
    for (LabelledEvent event : events) {
      List<IncidentRecord> own = byEvent.getOrDefault(event, List.of());
      if (own.stream().anyMatch(one -> event.period(tick).holds(one.openingTick()))) {
        duplicates += own.size() - 1;
        Instant end = own.get(own.size() - 1).resolvedAt();
        closeDelays.add(seconds(event.end(), end == null ? last : end));
      }
    }
    return new IncidentStatistics(
        closeDelays.size(), duplicates, falseIncidents, List.copyOf(closeDelays));
  }

  private static @Nullable LabelledEvent event(
      List<LabelledEvent> events, IncidentRecord incident, Duration tick, Duration grace) {
    LabelledEvent latest = null;
    for (LabelledEvent event : events) {
      Period period = event.period(tick);
      if (period.holds(incident.openingTick())) {
        return event;
      }
      if (period.extendedBy(grace).holds(incident.openingTick())) {
        latest = event;
      }
    }
    return latest;
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }
}
