package io.tidemark.export.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code report.html}: one file without references to others, so that it can be sent around and
 * read without a network. The page's script draws what {@code metrics.json} says and the series.
 */
final class Report {
  /** Charts of more keys than this make the page slow to read and large to send. */
  private static final int MOST_CHARTS = 60;

  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z.]+)}}");

  private Report() {}

  /**
   * Writes the report.
   *
   * @param labels labels by key
   */
  static void write(
      Metrics metrics, Collection<KeySeries> keys, Map<String, KeyLabels> labels, Path file)
      throws IOException {
    Map<String, String> parts = parts("report.js", safe(data(metrics, keys, labels)));
    Files.writeString(file, filled(resource("report.html"), parts));
  }

  /**
   * What the places of a page hold.
   *
   * @param script of the page
   * @param data what the script draws, JSON
   */
  static Map<String, String> parts(String script, String data) throws IOException {
    return Map.of(
        "uplot.css",
        resource(UPLOT + "uPlot.min.css"),
        "uplot.js",
        resource(UPLOT + "uPlot.iife.min.js"),
        "report.css",
        resource("report.css"),
        script,
        resource(script),
        "data",
        data);
  }

  private static ObjectNode data(
      Metrics metrics, Collection<KeySeries> keys, Map<String, KeyLabels> labels) {
    Map<String, Long> incidents =
        metrics.incidents().stream()
            .collect(Collectors.groupingBy(IncidentRecord::key, Collectors.counting()));
    List<KeySeries> shown = List.copyOf(keys);
    if (shown.size() > MOST_CHARTS) {
      Comparator<KeySeries> byIncidents =
          Comparator.comparingLong(series -> incidents.getOrDefault(series.key(), 0L));
      shown = shown.stream().sorted(byIncidents.reversed()).limit(MOST_CHARTS).toList();
    }
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.set("metrics", metrics.toJson());
    data.put("shownOf", keys.size());
    ArrayNode series = data.putArray("series");
    int maxGap = metrics.table().definition().window().maxGap();
    double tick = metrics.table().definition().window().tick().toMillis() / 1000.0;
    Function<KeySeries, ObjectNode> chart =
        one ->
            new KeyChart(one, Objects.requireNonNull(labels.get(one.key())), tick, maxGap).toJson();
    shown.stream().map(chart).forEach(series::add);
    return data;
  }

  /** JSON that cannot end the script element it stands in. */
  static String safe(ObjectNode data) {
    return data.toString().replace("<", "\\u003c");
  }

  static String filled(String template, Map<String, String> parts) {
    return PLACE
        .matcher(template)
        .replaceAll(
            place ->
                Matcher.quoteReplacement(
                    Objects.requireNonNull(parts.get(place.group(1)), place.group(1))));
  }

  static String resource(String name) throws IOException {
    try (InputStream in = Report.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
