package io.tidemark.export.evaluation;

import io.tidemark.detector.KeyedWindows;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ModelReference;
import io.tidemark.detector.line.OpenModel;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.window.Window;
import io.tidemark.export.inspection.OnnxFile;
import io.tidemark.export.table.DetectorTable;
import io.tidemark.export.table.ObservedTable;
import io.tidemark.export.table.TableHeader;
import io.tidemark.export.window.InputProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
   * @param model the model's file, whatever the definition names; null: what it names, if any
   * @param data the table
   * @param out folder for the results, made where it is missing
   * @return what {@code metrics.json} says
   * @throws DefinitionException when table or events cannot be used
   * @throws io.tidemark.detector.model.ModelException when the model is not admitted
   * @throws IOException when a result cannot be written
   */
  public static Metrics run(
      DetectorDefinition definition,
      @Nullable Path model,
      Path data,
      Path out,
      EvaluationOptions options,
      EvaluationListener listener)
      throws IOException {
    try (DetectorTable table = DetectorTable.open(definition, data)) {
      return of(definition, model, options).run(table, out, null, listener);
    }
  }

  /**
   * As {@link #run(DetectorDefinition, Path, Path, Path, EvaluationOptions, EvaluationListener)},
   * with warm-ups of a protocol's own.
   */
  public static Metrics run(
      DetectorDefinition definition,
      @Nullable Path model,
      ObservedTable table,
      Path out,
      EvaluationOptions options,
      Warmups warmups,
      EvaluationListener listener)
      throws IOException {
    return of(definition, model, options).run(table, out, warmups, listener);
  }

  private static Evaluation of(
      DetectorDefinition definition, @Nullable Path model, EvaluationOptions options) {
    DetectorDefinition judged =
        model == null
            ? definition
            : definition.withModel(new ModelReference(model, definition.provider()));
    return new Evaluation(judged, options);
  }

  private Metrics run(
      ObservedTable table, Path out, @Nullable Warmups warmups, EvaluationListener listener)
      throws IOException {
    try (OpenModel model = OpenModel.of(definition)) {
      TableScores scores =
          TableScores.of(definition, LineMaker.of(model), table, warmups, listener);
      Metrics metrics =
          measure(
              scores, table.header(), new Scorer(model.metadata(), model.identity().getDigest()));
      Files.createDirectories(out);
      ScoresFile.write(scores.keys(), out.resolve("scores.csv"));
      Files.writeString(out.resolve("metrics.json"), metrics.toJson().toPrettyString() + "\n");
      new Report(metrics, scores)
          .write(
              model,
              definition.model() == null
                  ? Map.of()
                  : OnnxFile.read(definition.model().path()).properties(),
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
    try (DetectorTable table = DetectorTable.open(definition, data)) {
      return measure(definition, metadata, scorer, table, options, null);
    }
  }

  /**
   * As {@link #measure(DetectorDefinition, ModelMetadata, WindowScorer, Path, EvaluationOptions)},
   * with warm-ups of a protocol's own.
   */
  public static Metrics measure(
      DetectorDefinition definition,
      ModelMetadata metadata,
      WindowScorer scorer,
      ObservedTable table,
      EvaluationOptions options,
      @Nullable Warmups warmups) {
    TableScores scores =
        TableScores.of(
            definition, LineMaker.of(metadata, scorer), table, warmups, EvaluationListener.SILENT);
    return new Evaluation(definition, options)
        .measure(scores, table.header(), new Scorer(metadata, ""));
  }

  /**
   * Refuses a table of which no window would be judged, without scoring it: for callers that would
   * train first.
   *
   * @throws DefinitionException that says why
   */
  public static void requireVerdict(DetectorDefinition definition, Path data) {
    InputProfile profile = new InputProfile(definition);
    Set<Window.Phase> phases = EnumSet.noneOf(Window.Phase.class);
    KeyedWindows windows =
        new KeyedWindows(definition, window -> phases.add(window.phase()), profile::late);
    try (DetectorTable table = DetectorTable.open(definition, data)) {
      table.forEach(
          (row, observation) -> {
            profile.add(observation);
            windows.add(observation);
          });
    }
    windows.finish();
    requireVerdict(
        data.toString(),
        phases.isEmpty(),
        phases.equals(Set.of(Window.Phase.CALIBRATION)),
        profile);
  }

  private static void requireVerdict(TableScores scores, String data) {
    requireVerdict(data, scores.windows() == 0, scores.verdicts() == 0, scores.profile());
  }

  private static void requireVerdict(
      String data, boolean noneScored, boolean noneJudged, InputProfile profile) {
    if (noneScored || noneJudged) {
      throw new DefinitionException(
          "%s: no window was %s: %s"
              .formatted(data, noneScored ? "scored" : "judged", profile.whyNoWindow()));
    }
  }

  /**
   * What scored the windows.
   *
   * @param digest SHA-256 of the model file; empty without one
   */
  private record Scorer(ModelMetadata metadata, String digest) {}

  private Metrics measure(TableScores scores, TableHeader header, Scorer scorer) {
    EventPeriods periods = options.events() == null ? null : EventPeriods.read(options.events());
    requireVerdict(scores, header.file());
    boolean labelled = header.labelled();
    Period span = scores.keys().stream().map(KeySeries::span).reduce(Period::and).orElseThrow();
    EvaluatedTable subject =
        new EvaluatedTable(
            definition,
            scorer.metadata(),
            scorer.digest(),
            String.valueOf(Path.of(header.file()).getFileName()),
            scores.rows(),
            scores.profile().late(),
            scores.profile().lateWords(),
            scores.profile().featuresWithoutValue(),
            scores.windows(),
            scores.warmUps(),
            definition.window().length(),
            options.rules(),
            eventSource(labelled, periods),
            periods == null ? UnmatchedPeriods.NONE : periods.unmatched(scores.keyNames(), span));
    EventPeriods concerned =
        options.concerned() == null ? null : EventPeriods.read(options.concerned());
    Map<String, List<IncidentRecord>> incidents =
        scores.incidents().stream().collect(Collectors.groupingBy(IncidentRecord::key));
    List<KeyMetrics> keys = new ArrayList<>();
    List<KeyChart> charts = new ArrayList<>();
    double tick = definition.window().tick().toMillis() / 1000.0;
    for (KeySeries series : scores.keys()) {
      KeyLabels known = labels(series, labelled, periods, span);
      charts.add(new KeyChart(series, known, tick, definition.window().maxGap()));
      keys.add(
          KeyMetrics.of(
              series,
              known,
              incidents.getOrDefault(series.key(), List.of()),
              concerned == null ? List.of() : concerned.of(series.key()),
              subject));
    }
    return new Metrics(subject, keys, scores.incidents(), charts);
  }

  /**
   * Events come from the periods where there are any, else they are runs of label 1; the labels of
   * samples come from the table where it has them, else from the periods.
   */
  private KeyLabels labels(
      KeySeries series, boolean labelled, @Nullable EventPeriods periods, Period table) {
    if (periods != null) {
      return KeyLabels.ofPeriods(
          series,
          periods.of(series.key(), series.span(), table),
          labelled,
          definition.window().tick());
    }
    return labelled ? KeyLabels.ofTable(series) : KeyLabels.none(series);
  }

  private String eventSource(boolean labelled, @Nullable EventPeriods periods) {
    if (periods != null) {
      return "periods of " + options.events();
    }
    return labelled ? "runs of label 1 among the ticks of a key" : "none: the table has no labels";
  }
}
