package io.tidemark.export.evaluation;

import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** For tests: a table of pumps with a jump in each, and a detector and model for it. */
record PumpTable(List<Row> rows) {
  static final String HEADER = "timestamp,key,current,pressure,label";

  private static final String YAML =
      """
      name: pump
      events: {topic: sensor-events, type: SensorEvent, key: deviceId}
      features:
        - {name: current, from: readings.current, unit: A}
        - {name: pressure, from: readings.pressure}
      window: {tick: 1s, length: 4, lateness: 0s, maxGap: 3}
      baseline: {per: key, warmup: 60}
      model: {path: pump.onnx, provider: cpu}
      """;

  static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  /** A row of a pump. */
  record Row(Instant time, String key, double current, double pressure, boolean label) {
    String line(boolean labelled) {
      String values = "%s,%s,%.4f,%.4f".formatted(time, key, current, pressure);
      return labelled ? values + (label ? ",1" : ",0") : values;
    }
  }

  static DetectorDefinition definition() {
    return DefinitionReader.parse(YAML, Path.of("models"));
  }

  static DetectorDefinition definition(UnaryOperator<String> change) {
    return DefinitionReader.parse(change.apply(YAML), Path.of("models"));
  }

  static Path model(Path folder) throws IOException {
    return Files.write(folder.resolve("pump.onnx"), TinyModel.of(definition()).bytes());
  }

  /** One pump, second by second with some missing; ten labelled seconds from {@code jumpAt}. */
  static PumpTable of(String key, int seconds, int jumpAt, long seed) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int second = 0; second < seconds; second++) {
      boolean jump = second >= jumpAt && second < jumpAt + 10;
      double current = 10 + random.nextGaussian() * 0.5 + (jump ? 8 : 0);
      double pressure = 3 + random.nextGaussian() * 0.2;
      if (second < 60 || random.nextInt(20) > 0) {
        rows.add(new Row(START.plusSeconds(second), key, current, pressure, jump));
      }
    }
    return new PumpTable(rows);
  }

  /** This table with the rows of another, in time order. */
  PumpTable with(PumpTable other) {
    List<Row> all = new ArrayList<>(rows);
    all.addAll(other.rows);
    all.sort(Comparator.comparing(Row::time));
    return new PumpTable(all);
  }

  /** Its first rows. */
  PumpTable first(int count) {
    return new PumpTable(rows.subList(0, count));
  }

  Path write(Path file) throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    rows.forEach(row -> lines.add(row.line(true)));
    return Files.write(file, lines);
  }

  Path writeWithoutLabels(Path file) throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEADER.replace(",label", "")));
    rows.forEach(row -> lines.add(row.line(false)));
    return Files.write(file, lines);
  }
}
