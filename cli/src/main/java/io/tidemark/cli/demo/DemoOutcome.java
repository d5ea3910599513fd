package io.tidemark.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.schemas.PrintableText;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What came of a demonstration.
 *
 * @param events records sent, undecodable ones among them
 * @param time from the first event sent to the last one processed
 * @param firstAlert from the start of this JVM to the first alert on the screen; null when there
 *     was none
 * @param keys devices and hosts
 * @param windowsScored windows that the model has scored
 * @param alertsOpened incidents opened, as committed on the topic
 * @param alertsResolved incidents resolved, as committed on the topic
 * @param deadLetters records that could not be used
 * @param lateEvents events that came after their tick was closed
 * @param provider what ran the models
 * @param faultsInjected number of known faults; null when nothing is known
 * @param faults incidents against them; null when nothing is known
 */
public record DemoOutcome(
    long events,
    Duration time,
    @Nullable Duration firstAlert,
    int keys,
    long windowsScored,
    long alertsOpened,
    long alertsResolved,
    long deadLetters,
    long lateEvents,
    String provider,
    @Nullable Integer faultsInjected,
    @Nullable FaultCount faults) {
  private static final String OWN_TOPIC =
      """


      For a topic of your own:
        ./tidemark init --topic TOPIC --bootstrap-servers HOST:PORT
        ./tidemark run --config detectors/pipeline.yaml""";

  private static final ObjectMapper JSON = new ObjectMapper();

  private double eventsPerSecond() {
    return events / Math.max(1e-3, time.toMillis() / 1000.0);
  }

  /** One JSON object. */
  public String json() {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("events", events);
    all.put("seconds", time.toMillis() / 1000.0);
    all.put("firstAlertSeconds", firstAlert == null ? null : firstAlert.toMillis() / 1000.0);
    all.put("eventsPerSecond", Math.round(eventsPerSecond()));
    all.put("keys", keys);
    all.put("windowsScored", windowsScored);
    all.put("alertsOpened", alertsOpened);
    all.put("alertsResolved", alertsResolved);
    all.put("faultsInjected", faultsInjected);
    all.put("faultsDetected", faultsDetected());
    all.put("falseAlarms", faults == null ? null : faults.falseAlarms());
    all.put("incidentsToExplain", faults == null ? null : faults.toExplain());
    all.put("incidentsExplained", faults == null ? null : faults.explained());
    all.put("deadLetters", deadLetters);
    all.put("lateEvents", lateEvents);
    all.put("provider", provider);
    try {
      return PrintableText.json(JSON.writeValueAsString(all));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private @Nullable Integer faultsDetected() {
    return faults == null || faultsInjected == null
        ? null
        : Integer.valueOf(faultsInjected - faults.missed().size());
  }

  /** A few lines. */
  public String text() {
    String summary =
        String.format(
            Locale.ROOT,
            """
            %,d events of %d keys in %.1f s: %,.0f a second
            %,d windows scored on %s
            %,d alerts opened, %,d resolved
            %,d dead letters, %,d late events""",
            events,
            keys,
            time.toMillis() / 1000.0,
            eventsPerSecond(),
            windowsScored,
            provider,
            alertsOpened,
            alertsResolved,
            deadLetters,
            lateEvents);
    return (faults == null ? summary : summary + "\n" + quality(faults)) + OWN_TOPIC;
  }

  private String quality(FaultCount count) {
    return String.format(
        Locale.ROOT,
        "%d of %d faults detected, %d false %s%s%s",
        faultsDetected(),
        faultsInjected,
        count.falseAlarms(),
        count.falseAlarms() == 1 ? "alarm" : "alarms",
        count.missed().isEmpty() ? "" : "; missed: " + names(count.missed()),
        count.toExplain() == 0
            ? ""
            : "%n%d of %d incidents name a feature first that the fault changes"
                .formatted(count.explained(), count.toExplain()));
  }

  private static String names(List<KnownFault> faults) {
    return faults.stream()
        .map(
            fault -> fault.kind() + " of " + PrintableText.of(fault.key()) + " at " + fault.start())
        .collect(Collectors.joining(", "));
  }
}
