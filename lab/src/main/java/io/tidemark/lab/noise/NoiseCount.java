package io.tidemark.lab.noise;

import io.tidemark.console.incident.Sentence;
import io.tidemark.detector.alert.IncidentTracker;
import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds the messages of one detector against the faults of its keys. A message belongs to the fault
 * in which its incident last opened or came back, or within a window's length after whose end; to
 * none where there is no such fault.
 */
final class NoiseCount {
  private final Duration tick;
  private final Duration grace;
  private final Map<String, List<LabelledFault>> faults;
  private final int known;

  /** The fault of each incident that is open or may come back, by alert id. */
  private final Map<String, LabelledFault> faultOf = new HashMap<>();

  private final Set<LabelledFault> found = new HashSet<>();
  private final Set<FaultAndIncident> incidents = new HashSet<>();

  /** When the last incident of a fault ended, before another fault began. */
  private final Map<LabelledFault, Instant> ended = new HashMap<>();

  private final List<CountedMessage> counted = new ArrayList<>();
  private int openings;
  private int updates;
  private int ends;
  private int updatesAfter;
  private int allOpenings;
  private int contradictions;
  private int withoutValue;
  private int resolvedOver;
  private int falseIncidents;
  private int falseMessages;

  private record FaultAndIncident(LabelledFault fault, String alertId) {}

  /**
   * A message and what it was counted as.
   *
   * @param fault that it belongs to; null where it belongs to none
   * @param after whether it is an update after its fault was over
   */
  record CountedMessage(AnomalyAlert alert, @Nullable LabelledFault fault, boolean after) {}

  private NoiseCount(Messages messages) {
    tick = messages.definition().window().tick();
    grace = tick.multipliedBy(messages.definition().window().length());
    faults = messages.faults().stream().collect(Collectors.groupingBy(LabelledFault::key));
    known = messages.faults().size();
  }

  static NoiseCount of(Messages messages) {
    NoiseCount count = new NoiseCount(messages);
    messages.alerts().forEach(count::take);
    return count;
  }

  private void take(AnomalyAlert alert) {
    boolean opens = alert.getState() == AlertState.OPEN;
    String incident = alert.getAlertId();
    if (opens || alert.getChange() == AlertChange.REOPENED) {
      LabelledFault begun = faultAt(alert.getKey(), alert.getUpdatedAt(), grace);
      if (begun == null) {
        faultOf.remove(incident);
      } else {
        faultOf.put(incident, begun);
        found.add(begun);
        incidents.add(new FaultAndIncident(begun, incident));
      }
    }
    if (opens) {
      countOpening(Sentence.of(alert));
    }
    LabelledFault fault = faultOf.get(incident);
    boolean after = fault != null && isAfter(alert, fault);
    counted.add(new CountedMessage(alert, fault, after));
    if (fault == null) {
      falseIncidents += opens ? 1 : 0;
      falseMessages++;
    }
    switch (alert.getState()) {
      case OPEN -> openings += fault == null ? 0 : 1;
      case UPDATE -> updates += fault == null ? 0 : 1;
      case RESOLVED, NEW_NORMAL -> end(alert, fault);
    }
    updatesAfter += after ? 1 : 0;
  }

  private void countOpening(String sentence) {
    List<PrintedValue> values = PrintedValue.in(sentence);
    allOpenings++;
    contradictions += values.stream().anyMatch(PrintedValue::contradictsItself) ? 1 : 0;
    withoutValue += values.isEmpty() ? 1 : 0;
  }

  private boolean isAfter(AnomalyAlert alert, LabelledFault fault) {
    Instant at = alert.getUpdatedAt();
    return alert.getState() == AlertState.UPDATE
        && at.isAfter(fault.end().plus(tick))
        && faultAt(alert.getKey(), at, tick) == null;
  }

  private void end(AnomalyAlert alert, @Nullable LabelledFault fault) {
    if (alert.getState() == AlertState.RESOLVED && alert.getScore() >= alert.getThreshold()) {
      resolvedOver++;
    }
    if (fault == null) {
      return;
    }
    ends++;
    // An incident may last through several faults.
    LabelledFault latest = latest(alert.getKey(), alert.getUpdatedAt());
    if (latest != null) {
      ended.put(latest, alert.getUpdatedAt());
    }
  }

  /**
   * The latest fault of a key that acts in a window which ends then, or within some time before.
   *
   * @return null where there is none
   */
  private @Nullable LabelledFault faultAt(String key, Instant windowEnd, Duration before) {
    LabelledFault fault = latest(key, windowEnd);
    return fault == null || windowEnd.isAfter(fault.end().plus(before)) ? null : fault;
  }

  private @Nullable LabelledFault latest(String key, Instant windowEnd) {
    return faults.getOrDefault(key, List.of()).stream()
        .filter(fault -> fault.start().isBefore(windowEnd))
        .reduce((earlier, later) -> later)
        .orElse(null);
  }

  /** The messages in the order in which they came. */
  List<CountedMessage> messages() {
    return List.copyOf(counted);
  }

  NoiseFigures figures() {
    List<Double> closedAfter = new ArrayList<>();
    int endedEarly = 0;
    for (Map.Entry<LabelledFault, Instant> end : ended.entrySet()) {
      Duration delay = Duration.between(end.getKey().end(), end.getValue());
      if (delay.isNegative()) {
        endedEarly++;
      } else {
        double ticks = (double) delay.toMillis() / tick.toMillis();
        closedAfter.add(ticks - IncidentTracker.RESOLVE_AFTER);
      }
    }
    int leftOpen = (int) found.stream().filter(fault -> !ended.containsKey(fault)).count();
    return new NoiseFigures(
        known,
        found.size(),
        incidents.size(),
        openings,
        updates,
        ends,
        updatesAfter,
        allOpenings,
        contradictions,
        withoutValue,
        resolvedOver,
        endedEarly,
        leftOpen,
        closedAfter,
        falseIncidents,
        falseMessages);
  }
}
