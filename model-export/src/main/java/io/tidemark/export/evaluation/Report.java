package io.tidemark.export.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.detector.line.OpenModel;
import io.tidemark.detector.window.Unwatched;
import io.tidemark.export.contract.ModelNotes;
import io.tidemark.export.page.Page;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code report.html}: what {@code metrics.json} says, with the scores over time, the curves behind
 * the areas, the windows that stood out, and how the model learned.
 */
final class Report {
  /** Charts of more keys than this make the page slow to read and large to send. */
  private static final int MOST_CHARTS = 60;

  private static final int POINTS = 4000;

  private final Metrics metrics;
  private final TableScores scores;

  Report(Metrics metrics, TableScores scores) {
    this.metrics = metrics;
    this.scores = scores;
  }

  /**
   * Writes the report.
   *
   * @param model that scored the table
   * @param properties metadata of its file; empty where it has none
   */
  void write(OpenModel model, Map<String, String> properties, Path file) throws IOException {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.set("metrics", metrics.toJson());
    ObjectNode words = data.putObject("reasons");
    for (Unwatched reason : Unwatched.values()) {
      words.put(reason.name(), reason.words());
    }
    series(data);
    RankingCurves curves =
        RankingCurves.mean(metrics.charts().stream().map(KeyChart::labels).toList());
    data.set("curves", curves == null ? null : curves.toJson());
    data.set("features", scores.shares().toJson());
    data.set("worst", scores.worst().toJson(metrics.table().definition(), model));
    data.set("training", ModelNotes.read(properties, ModelNotes.TRAINING));
    new Page(Report.class, "report").write(data, file);
  }

  private void series(ObjectNode data) {
    List<KeyChart> shown = metrics.charts();
    if (shown.size() > MOST_CHARTS) {
      Map<String, Long> incidents =
          metrics.incidents().stream()
              .collect(Collectors.groupingBy(IncidentRecord::key, Collectors.counting()));
      Comparator<KeyChart> byIncidents =
          Comparator.comparingLong(chart -> incidents.getOrDefault(chart.series().key(), 0L));
      shown = shown.stream().sorted(byIncidents.reversed()).limit(MOST_CHARTS).toList();
    }
    data.put("shownOf", metrics.charts().size());
    ArrayNode series = data.putArray("series");
    shown.forEach(chart -> series.add(chart.toJson(POINTS)));
  }
}
