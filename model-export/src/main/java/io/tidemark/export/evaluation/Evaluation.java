package io.tidemark.export.evaluation;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ModelReference;
import io.tidemark.detector.model.ModelAdmission;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.export.table.DetectorTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    return new Evaluation(definition.withModel(reference), options).run(data, out, listener);
  }

  private Metrics run(Path data, Path out, EvaluationListener listener) throws IOException {
    EventPeriods periods = options.events() == null ? null : EventPeriods.read(options.events());
    try (OnnxModel model = ModelAdmission.open(definition);
        DetectorTable table = DetectorTable.open(definition, data)) {
      TableScores scores = TableScores.of(definition, model, table, listener);
      if (scores.rows() == 0) {
        throw new DefinitionException(
            data + ": has no row that says anything to detector " + definition.name());
      }
      Metrics metrics = measure(scores, model, data, table.header().labelled(), periods);
      Files.createDirectories(out);
      ScoresFile.write(scores.keys(), out.resolve("scores.csv"));
      Files.writeString(
          out.resolve("metrics.json"), metrics.toJson().toPrettyString() + System.lineSeparator());
      return metrics;
    }
  }

  private Metrics measure(
      TableScores scores,
      OnnxModel model,
      Path data,
      boolean labelled,
      @Nullable EventPeriods periods) {
    int buffer = definition.window().length();
    List<KeyMetrics> keys = new ArrayList<>();
    for (KeySeries series : scores.keys()) {
      KeyLabels labels = KeyLabels.of(series, labelled, periods);
      long incidents =
          scores.incidents().stream().filter(one -> one.key().equals(series.key())).count();
      keys.add(KeyMetrics.of(series, labels, incidents, buffer, options.rules()));
    }
    EvaluatedTable table =
        new EvaluatedTable(
            definition,
            model.metadata(),
            model.digest(),
            String.valueOf(data.getFileName()),
            scores.rows(),
            scores.windows(),
            buffer,
            options.rules(),
            eventSource(labelled, periods));
    return new Metrics(table, keys, scores.incidents());
  }

  private String eventSource(boolean labelled, @Nullable EventPeriods periods) {
    if (periods != null) {
      return "periods of " + options.events();
    }
    return labelled ? "runs of label 1 among a key's samples" : "none: the table has no labels";
  }
}
