package io.tidemark.export.evaluation;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ModelReference;
import io.tidemark.detector.model.ModelAdmission;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.export.inspection.OnnxFile;
import io.tidemark.export.table.DetectorTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a detector on a table: sends it through the line that the job runs and writes {@code
 * scores.csv}, {@code metrics.json} and {@code report.html}.
 */
public final class Evaluation {
  private final DetectorDefinition definition;
  private final EvaluationOptions options;

  private Evaluation(DetectorDefinition definition, EvaluationOptions options) {
    this.definition = definition;
    this.options = options;
  }

  /**
   * Evaluates and writes.
   *
   * @param model the model's file, whatever the definition names
   * @param data the table
   * @param out folder for the results, made where it is missing
   * @return what {@code metrics.json} says
   * @throws DefinitionException when table or events cannot be used
   * @throws io.tidemark.detector.model.ModelException when the model is not admitted
   * @throws IOException when a result cannot be written
   */
  public static Metrics run(
      DetectorDefinition definition,
      Path model,
      Path data,
      Path out,
      EvaluationOptions options,
      EvaluationListener listener)
      throws IOException {
    ModelReference reference = new ModelReference(model, definition.model().provider());
    return new Evaluation(definition.withModel(reference), options).run(data, out, null, listener);
  }

  /** As {@link #run}, with warm-ups of a protocol's own. */
  public static Metrics run(
      DetectorDefinition definition,
      Path model,
      Path data,
      Path out,
      EvaluationOptions options,
      Warmups warmups,
      EvaluationListener listener)
      throws IOException {
    ModelReference reference = new ModelReference(model, definition.model().provider());
    return new Evaluation(definition.withModel(reference), options)
        .run(data, out, warmups, listener);
  }

  private Metrics run(Path data, Path out, @Nullable Warmups warmups, EvaluationListener listener)
      throws IOException {
    EventPeriods periods = options.events() == null ? null : EventPeriods.read(options.events());
    try (OnnxModel model = ModelAdmission.open(definition);
        DetectorTable table = DetectorTable.open(definition, data)) {
      TableScores scores = TableScores.of(definition, model, table, warmups, listener);
      if (scores.rows() == 0) {
        throw new DefinitionException(
            data + ": has no row that says anything to detector " + definition.name());
      }
      boolean labelled = table.header().labelled();
      Map<String, KeyLabels> labels = labels(scores, labelled, periods);
      String source = eventSource(labelled, periods);
      Metrics metrics =
          measure(scores, labels, subject(scores, model.metadata(), model.digest(), data, source));
      Files.createDirectories(out);
      ScoresFile.write(scores.keys(), out.resolve("scores.csv"));
      Files.writeString(out.resolve("metrics.json"), metrics.toJson().toPrettyString() + "\n");
      new Report(metrics, scores)
          .write(
              model,
              OnnxFile.read(definition.model().path()).properties(),
              out.resolve("report.html"));
      return metrics;
    }
  }

  /**
   * Measures another scorer of windows on a table, with the detector's own calibration and alarms.
   *
   * @param metadata what a model file would say, with the score quantiles of normal data
   * @param scorer asked for each window of a key in time order
   */
  public static Metrics measure(
      DetectorDefinition definition,
      ModelMetadata metadata,
      WindowScorer scorer,
      Path data,
      EvaluationOptions options) {
    EventPeriods periods = options.events() == null ? null : EventPeriods.read(options.events());
    Evaluation evaluation = new Evaluation(definition, options);
    try (DetectorTable table = DetectorTable.open(definition, data)) {
      TableScores scores = TableScores.of(definition, metadata, scorer, table);
      boolean labelled = table.header().labelled();
      String source = evaluation.eventSource(labelled, periods);
      return evaluation.measure(
          scores,
          labels(scores, labelled, periods),
          evaluation.subject(scores, metadata, "", data, source));
    }
  }

  private static Map<String, KeyLabels> labels(
      TableScores scores, boolean labelled, @Nullable EventPeriods periods) {
    Map<String, KeyLabels> labels = new LinkedHashMap<>();
    scores.keys().forEach(key -> labels.put(key.key(), KeyLabels.of(key, labelled, periods)));
    return labels;
  }

  private Metrics measure(
      TableScores scores, Map<String, KeyLabels> labels, EvaluatedTable subject) {
    Map<String, Long> incidents =
        scores.incidents().stream()
            .collect(Collectors.groupingBy(IncidentRecord::key, Collectors.counting()));
    List<KeyMetrics> keys = new ArrayList<>();
    List<KeyChart> charts = new ArrayList<>();
    double tick = definition.window().tick().toMillis() / 1000.0;
    for (KeySeries series : scores.keys()) {
      KeyLabels known = Objects.requireNonNull(labels.get(series.key()));
      charts.add(new KeyChart(series, known, tick, definition.window().maxGap()));
      keys.add(
          KeyMetrics.of(
              series,
              known,
              incidents.getOrDefault(series.key(), 0L),
              subject.buffer(),
              options.rules()));
    }
    return new Metrics(subject, keys, scores.incidents(), charts);
  }

  private EvaluatedTable subject(
      TableScores scores, ModelMetadata metadata, String digest, Path data, String eventSource) {
    return new EvaluatedTable(
        definition,
        metadata,
        digest,
        String.valueOf(data.getFileName()),
        scores.rows(),
        scores.windows(),
        definition.window().length(),
        options.rules(),
        eventSource);
  }

  private String eventSource(boolean labelled, @Nullable EventPeriods periods) {
    if (periods != null) {
      return "periods of " + options.events();
    }
    return labelled ? "runs of label 1 among a key's samples" : "none: the table has no labels";
  }
}
