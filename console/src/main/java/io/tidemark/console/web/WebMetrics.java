package io.tidemark.console.web;

import io.tidemark.console.metrics.Metrics;
import io.tidemark.console.metrics.Metrics.Values;
import io.tidemark.console.store.Overview;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.Severity;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What the metrics tell of the page: who asks, and what it shows. */
final class WebMetrics {
  /** Detectors with a label of their own; writers of the alert topic choose the names. */
  private static final int MOST_DETECTORS = 100;

  /** All further ones together. */
  private static final String OTHERS = "(others)";

  private WebMetrics() {}

  static void add(Metrics metrics, RequestCounts requests, Live live) {
    metrics.counter(
        "tidemark_console_requests_total",
        "Requests by the status of the answer",
        values ->
            requests
                .byStatus()
                .forEach((status, count) -> values.set(count.sum(), Integer.toString(status))),
        "status");
    metrics.gauge(
        "tidemark_console_open_pages",
        "Pages that are open and get news",
        values -> values.set(live.pages()));
    metrics.gauge(
        "tidemark_console_open_incidents",
        "Incidents that last",
        values -> incidents(live.overview(), values),
        "detector",
        "severity");
  }

  private static void incidents(Overview overview, Values values) {
    Map<Severity, Long> others = new EnumMap<>(Severity.class);
    others.putAll(overview.open()); // of an empty map an EnumMap cannot be copied
    Map<String, Map<Severity, Long>> shown = new TreeMap<>();
    for (String name : overview.detectors()) {
      String label = PrintableText.oneLine(name);
      if (shown.size() < MOST_DETECTORS || shown.containsKey(label)) {
        Map<Severity, Long> open =
            shown.computeIfAbsent(label, first -> new EnumMap<>(Severity.class));
        overview
            .openByDetector()
            .getOrDefault(name, Map.of())
            .forEach(
                (severity, count) -> {
                  open.merge(severity, count, Long::sum);
                  others.merge(severity, -count, Long::sum);
                });
      }
    }
    if (shown.size() == MOST_DETECTORS) {
      shown.put(OTHERS, others);
    }
    shown.forEach(
        (detector, open) -> {
          for (Severity severity : Severity.values()) {
            String label = severity.name().toLowerCase(Locale.ROOT);
            values.set(open.getOrDefault(severity, 0L), detector, label);
          }
        });
  }
}
