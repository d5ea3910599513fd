package io.tidemark.lab.adaptive;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Stride;
import io.tidemark.export.ModelTrainer;
import io.tidemark.export.evaluation.Evaluation;
import io.tidemark.export.evaluation.EvaluationListener;
import io.tidemark.export.evaluation.EvaluationOptions;
import io.tidemark.export.source.TableSource;
import io.tidemark.export.source.TrainingData;
import io.tidemark.export.training.TrainingListener;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.window.RowSelection;
import io.tidemark.lab.BenchReport;
import io.tidemark.lab.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Windows scored and events found on labelled sets, every tick and in an adaptive stride, with the
 * same model. Sets that are not there are left out, and said to be.
 *
 * @param sets names; each has a definition {@code examples/NAME.yaml} and a folder with data
 * @param examples folder of definitions
 * @param data folder of the sets
 * @param stride the adaptive one
 * @param epochs of training; 0 for the trainer's own number
 */
public record AdaptiveBenchmark(
    List<String> sets, Path examples, Path data, Stride stride, int epochs) {

  /**
   * Runs it; says on standard error how far it is.
   *
   * @throws DefinitionException when none of the sets is there
   */
  public BenchReport run(Path folder) throws IOException {
    Machine machine = Machine.here();
    List<Map<String, Object>> rows = new ArrayList<>();
    Map<String, Double> ratios = new LinkedHashMap<>();
    for (String set : sets) {
      Path table = data.resolve(set).resolve("data.csv.gz");
      Path definition = examples.resolve(set + ".yaml");
      if (!Files.isReadable(table) || !Files.isReadable(definition)) {
        System.err.printf("  SKIPPED %s: %s or %s is not there%n", set, table, definition);
        continue;
      }
      System.err.printf("  %s: training%n", set);
      compare(set, DefinitionReader.read(definition), table, folder, rows, ratios);
    }
    if (rows.isEmpty()) {
      throw DefinitionException.of("--data", data, "a folder with one of the sets " + sets);
    }
    return new BenchReport(machine, ratios, rows);
  }

  private void compare(
      String set,
      DetectorDefinition definition,
      Path table,
      Path folder,
      List<Map<String, Object>> rows,
      Map<String, Double> ratios)
      throws IOException {
    Path model = folder.resolve(set + ".onnx");
    TrainingData training = new TrainingData(definition, false);
    try (TableSource source = TableSource.open(definition, table, false)) {
      training.read(source, RowSelection.CALIBRATION);
    }
    new ModelTrainer(
            definition, TrainingOptions.builder().epochs(epochs).build(), TrainingListener.SILENT)
        .train(training.windows(), model);
    JsonNode every = evaluate(definition, Stride.fixed(1), table, model, folder);
    JsonNode adaptive = evaluate(definition, stride, table, model, folder);
    rows.add(row(set, "1", every));
    rows.add(row(set, stride.min() + " to " + stride.max(), adaptive));
    double tick = definition.window().tick().toMillis() / 1000.0;
    ratios.put(set + ".windowsScored", ratio(adaptive, every, "samples"));
    ratios.put(
        set + ".eventsLost", number(every, "eventsDetected") - number(adaptive, "eventsDetected"));
    ratios.put(
        set + ".delayInTicks",
        (number(adaptive, "medianDelaySeconds") - number(every, "medianDelaySeconds")) / tick);
  }

  private static JsonNode evaluate(
      DetectorDefinition definition, Stride stride, Path table, Path model, Path folder)
      throws IOException {
    DetectorDefinition strided = definition.withWindow(definition.window().withStride(stride));
    Path events = table.resolveSibling("events.csv");
    return Evaluation.run(
            strided,
            model,
            table,
            folder.resolve("evaluation"),
            EvaluationOptions.of(strided, Files.isReadable(events) ? events : null),
            EvaluationListener.SILENT)
        .toJson();
  }

  private static Map<String, Object> row(String set, String stride, JsonNode metrics) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("set", set);
    row.put("stride", stride);
    row.put("windows", metrics.path("samples").asLong());
    row.put("events", metrics.path("events").asLong());
    row.put("eventsDetected", metrics.path("eventsDetected").asLong());
    row.put("falseAlarms", metrics.path("falseAlarms").asLong());
    row.put("medianDelaySeconds", number(metrics, "medianDelaySeconds"));
    return row;
  }

  private static double ratio(JsonNode some, JsonNode others, String field) {
    return number(some, field) / number(others, field);
  }

  private static double number(JsonNode metrics, String field) {
    return metrics.path(field).asDouble(Double.NaN);
  }
}
