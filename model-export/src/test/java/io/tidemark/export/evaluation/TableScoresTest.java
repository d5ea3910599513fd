package io.tidemark.export.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.calibration.LevelTail;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.export.table.DetectorTable;
import io.tidemark.export.table.TableRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableScoresTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int KEYS = 20;
  private static final int DAYS = 2;
  private static final int PER_DAY = 20;
  private static final int WARM_UP = 300;

  @TempDir Path folder;

  @Test
  void keysThatWarmUpInTheirOwnTimeShareTheRateOfTheDetector() throws IOException {
    int alarms = alarms("alerts: {perDay: " + PER_DAY + "}");

    assertThat(alarms / (double) (DAYS * PER_DAY)).isBetween(0.5, 2.0);
  }

  @Test
  void eachKeyHasATailOfItsOwn() throws IOException {
    // Scores of keys lie a factor of 20 apart: in one tail only those of the large ones would.
    assertThat(scores("threshold: {sensitivity: normal}").keys())
        .allSatisfy(key -> assertThat(shareOverTheEdge(key)).isBetween(0.05, 0.15));
  }

  @Test
  void anotherScorerHasIncidentsAsTheJobWouldReportThem() throws IOException {
    TableScores scores = scores("threshold: {value: 2}");

    assertThat(scores.incidents()).isNotEmpty();
    for (KeySeries series : scores.keys()) {
      List<IncidentRecord> own =
          scores.incidents().stream().filter(one -> one.key().equals(series.key())).toList();
      assertThat(own)
          .allSatisfy(
              incident ->
                  assertThat(series.judgedTicks())
                      .filteredOn(tick -> tick.time().equals(incident.openedAt().minusSeconds(60)))
                      .singleElement()
                      .satisfies(tick -> assertThat(tick.open()).isTrue()));
      // What comes back within five windows is the same incident.
      assertThat(own.size()).isLessThanOrEqualTo(alarmRuns(series));
    }
  }

  private static double shareOverTheEdge(KeySeries series) {
    List<ScoredTick> ticks = series.judgedTicks();
    long over =
        ticks.stream()
            .filter(
                tick -> {
                  LevelTail tail = Objects.requireNonNull(tick.tail());
                  return tick.level() > tail.average() + tail.edge();
                })
            .count();
    return over / (double) ticks.size();
  }

  private int alarms(String threshold) throws IOException {
    return scores(threshold).keys().stream().mapToInt(TableScoresTest::alarmRuns).sum();
  }

  private TableScores scores(String threshold) throws IOException {
    DetectorDefinition definition = definition(threshold);
    Map<String, Random> randoms = new HashMap<>();
    WindowScorer exponential =
        window -> {
          int key = Integer.parseInt(window.key().substring(1));
          Random random = randoms.computeIfAbsent(window.key(), unseen -> new Random(key));
          float score = (float) (-(1 + key) * Math.log(1 - random.nextDouble()));
          return new ScoredWindow(window, score, new float[1], new float[1], new float[0]);
        };
    try (DetectorTable table = DetectorTable.open(definition, table())) {
      TableScores scores =
          TableScores.of(
              definition,
              LineMaker.of(metadata(definition), exponential),
              table,
              new OwnWarmups(),
              EvaluationListener.SILENT);
      assertThat(scores.keys()).hasSize(KEYS);
      return scores;
    }
  }

  private static int alarmRuns(KeySeries series) {
    int runs = 0;
    boolean before = false;
    for (ScoredTick tick : series.judgedTicks()) {
      runs += tick.open() && !before ? 1 : 0;
      before = tick.open();
    }
    return runs;
  }

  private Path table() throws IOException {
    List<String> lines = new ArrayList<>(List.of("timestamp,key,load"));
    int ticks = DAYS * 1440 + WARM_UP;
    for (int i = 0; i < ticks * KEYS; i++) {
      int minute = i / KEYS;
      lines.add("%s,k%d,%d".formatted(START.plusSeconds(60L * minute), i % KEYS, minute % 7));
    }
    return Files.write(folder.resolve("fleet.csv"), lines);
  }

  private static DetectorDefinition definition(String threshold) {
    return DefinitionReader.parse(
        """
        name: fleet
        events: {topic: sensor-events, type: SensorEvent, key: deviceId}
        features: [{name: load, from: readings.load}]
        window: {tick: 1m, length: 2, lateness: 0s, maxGap: 3}
        baseline: {per: key, warmup: 10000}
        model: {path: fleet.onnx, provider: cpu}
        %s
        """
            .formatted(threshold),
        Path.of("models"));
  }

  private static ModelMetadata metadata(DetectorDefinition definition) {
    try (OnnxModel model =
        OnnxModel.open("tiny", TinyModel.of(definition).bytes(), ProviderPreference.CPU)) {
      return model.metadata();
    }
  }

  private static final class OwnWarmups implements Warmups {
    @Override
    public @Nullable Integer ticks(String key) {
      return WARM_UP;
    }

    @Override
    public boolean skips(TableRow row, Observation observation) {
      return false;
    }

    @Override
    public void before(BiConsumer<TableRow, Observation> consumer) {}
  }
}
