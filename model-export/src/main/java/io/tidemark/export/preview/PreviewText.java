package io.tidemark.export.preview;

import io.tidemark.detector.window.Unwatched;
import io.tidemark.export.evaluation.IncidentRecord;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.FeatureDeviation;
import io.tidemark.schemas.PrintableText;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A preview for a terminal. */
final class PreviewText {
  private static final int MOST_INCIDENTS = 10;
  private static final int MOST_KEYS = 3;
  private static final int LONGEST_NAME = 80;
  private static final Duration DAY = Duration.ofDays(1);

  private final Preview preview;
  private final TimeSpan span;
  private final DateTimeFormatter time;
  private final DateTimeFormatter clock;
  private final DateTimeFormatter dated;
  private final List<String> lines = new ArrayList<>();

  PreviewText(Preview preview) {
    this.preview = preview;
    span = preview.span();
    Duration tick = preview.history().definition().window().tick();
    String pattern = tick.compareTo(Duration.ofMinutes(1)) < 0 ? "HH:mm:ss" : "HH:mm";
    clock = formatter(pattern);
    dated = formatter("uuuu-MM-dd " + pattern);
    time = span.length().compareTo(DAY) > 0 ? dated : clock;
  }

  private static DateTimeFormatter formatter(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }

  String text() {
    int incidents = preview.incidents().size();
    TimeSpan judged = preview.judgedSpan();
    String history =
        "In the history ("
            + dated.format(span.from())
            + " to "
            + end(span.from(), span.to())
            + " UTC)";
    if (judged == null) {
      lines.add(history + ", no key has a verdict: " + clean(preview.whyNoVerdict()));
    } else {
      lines.add(
          "%s, judged from %s: %s of %s"
              .formatted(
                  history,
                  time.format(judged.from()),
                  counted(incidents, "incident"),
                  counted(preview.judgedKeys(), "key")));
      incidents();
      sensors();
      unjudged();
      lines.add("Sensitivity " + rates(judged));
    }
    return String.join("\n", lines);
  }

  private static LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }

  private void incidents() {
    List<IncidentRecord> worst = preview.incidents().stream().limit(MOST_INCIDENTS).toList();
    int widest = worst.stream().mapToInt(incident -> name(incident.key()).length()).max().orElse(0);
    for (IncidentRecord incident : worst) {
      String key = name(incident.key());
      String severity = incident.severity().name().toLowerCase(Locale.ROOT);
      lines.add(
          "  %-8s  %s%s  %s%s"
              .formatted(
                  severity,
                  key,
                  " ".repeat(widest - key.length()),
                  times(incident),
                  reason(incident)));
    }
    int more = preview.incidents().size() - worst.size();
    if (more > 0) {
      lines.add("  and %s more".formatted(counted(more, "incident")));
    }
  }

  private String times(IncidentRecord incident) {
    Instant ended = incident.resolvedAt();
    String opened = time.format(incident.openedAt());
    return ended == null
        ? opened + ", still open"
        : opened + " to " + end(incident.openedAt(), ended);
  }

  /** With the date only where it is another. */
  private String end(Instant from, Instant to) {
    return (day(from).equals(day(to)) ? clock : dated).format(to);
  }

  private static String reason(IncidentRecord incident) {
    if (incident.features().isEmpty()) {
      return "";
    }
    FeatureDeviation first = incident.features().get(0);
    String unit = first.getUnit() == null ? "" : " " + name(first.getUnit());
    return "  %s %s%s at its worst, expected %s"
        .formatted(
            name(first.getFeature()),
            Figures.number(first.getObserved()),
            unit,
            Figures.number(first.getExpected()));
  }

  private void sensors() {
    Map<AlertKind, Integer> reports = preview.sensorReports();
    if (!reports.isEmpty()) {
      lines.add(
          "About the sensors themselves, at any sensitivity: "
              + reports.entrySet().stream()
                  .sorted(Map.Entry.comparingByKey())
                  .map(kind -> kind.getValue() + " " + words(kind.getKey()))
                  .collect(Collectors.joining(", ")));
    }
  }

  static String words(AlertKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private void unjudged() {
    List<UnjudgedKey> keys = preview.unjudged();
    if (keys.isEmpty()) {
      return;
    }
    Map<Unwatched, List<UnjudgedKey>> byReason =
        keys.stream()
            .collect(
                Collectors.groupingBy(
                    UnjudgedKey::reason,
                    () -> new EnumMap<>(Unwatched.class),
                    Collectors.toList()));
    String have = keys.size() == 1 ? " has" : " have";
    lines.add(counted(keys.size(), "key") + have + " no verdict:");
    byReason.forEach(
        (reason, of) ->
            lines.add(
                "  %s (%s): %s".formatted(reason.words(), names(of), clean(of.get(0).words()))));
  }

  private static String names(List<UnjudgedKey> keys) {
    String first =
        keys.stream()
            .limit(MOST_KEYS)
            .map(key -> name(key.key()))
            .collect(Collectors.joining(", "));
    int more = keys.size() - MOST_KEYS;
    return more > 0 ? "%s and %,d more".formatted(first, more) : first;
  }

  /** What was judged for less than a day is counted too: a rate says little of it. */
  private String rates(TimeSpan judged) {
    boolean brief = judged.length().compareTo(DAY) < 0;
    return preview.judgements().stream()
        .map(
            judgement ->
                "%s%s: %s"
                    .formatted(
                        judgement.name(),
                        judgement.defined() ? " (as defined)" : "",
                        brief
                            ? "%,d, which is %s a day"
                                .formatted(
                                    judgement.incidents().size(), Figures.rate(judgement.perDay()))
                            : Figures.rate(judgement.perDay()) + " a day"))
        .collect(Collectors.joining("; "));
  }

  private static String counted(int count, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
  }

  private static String name(String name) {
    return PrintableText.oneLine(name, LONGEST_NAME);
  }

  private static String clean(@Nullable String words) {
    return PrintableText.oneLine(Objects.requireNonNull(words));
  }
}
