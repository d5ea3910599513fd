package io.tidemark.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.export.evaluation.Evaluation;
import io.tidemark.export.evaluation.EvaluationListener;
import io.tidemark.export.evaluation.EvaluationOptions;
import io.tidemark.export.evaluation.Metrics;
import io.tidemark.export.source.EventSource;
import io.tidemark.export.source.TableSource;
import io.tidemark.export.source.TrainingData;
import io.tidemark.export.training.TrainingListener;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.window.RowSelection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trains briefly and evaluates on public sets that are not part of this repository; skipped where
 * they are not beside it. {@code docs/lab/data.md} tells how to get them.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PublicDataTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path DATA = ROOT.resolve("../shared/data").normalize();

  @TempDir Path folder;

  @Test
  void findsTheBgpFaultsOfRouterTelemetry() throws IOException {
    Metrics metrics = trainAndEvaluate("cisco-telemetry", 40);

    assertThat(metrics.eventRecall().value()).isGreaterThanOrEqualTo(0.8);
    assertThat(metrics.vusPr().value()).isGreaterThan(0.85);
    // An incident is opened once: no more than the faults and a few others.
    assertThat(metrics.incidents().size()).isBetween(8, 3 * metrics.eventCount());
  }

  @Test
  void findsTheFaultsOfTheWaterCirculationTestbed() throws IOException {
    Metrics metrics = trainAndEvaluate("skab", 2);

    // By the options of all sets, which find fewer faults than options chosen for this one, and
    // raise far fewer false alarms.
    assertThat(metrics.eventRecall().value()).isGreaterThanOrEqualTo(0.6);
    assertThat(metrics.vusPr().value()).isGreaterThan(0.7);
    assertThat(metrics.incidents().size()).isBetween(12, 2 * metrics.eventCount());
  }

  private Metrics trainAndEvaluate(String set, int epochs) throws IOException {
    Path data = DATA.resolve(set).resolve("data.csv.gz");
    assumeTrue(Files.exists(data), () -> "SKIPPED: no data at " + data + "; see docs/lab/data.md");
    DetectorDefinition definition =
        DefinitionReader.read(ROOT.resolve("examples").resolve(set + ".yaml"));
    TrainingData training = new TrainingData(definition, true);
    try (EventSource table = TableSource.open(definition, data, true)) {
      training.read(table, RowSelection.CALIBRATION);
    }
    Path model = folder.resolve(set + ".onnx");
    TrainingOptions options = TrainingOptions.builder().hidden(24).epochs(epochs).build();
    new ModelTrainer(definition, options, TrainingListener.SILENT).train(training.windows(), model);
    return Evaluation.run(
        definition,
        model,
        data,
        folder.resolve(set),
        EvaluationOptions.of(definition, null),
        EvaluationListener.SILENT);
  }
}
