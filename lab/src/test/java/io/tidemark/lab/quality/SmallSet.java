package io.tidemark.lab.quality;

import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A set of one feature, a row a second, written where a test wants it. */
final class SmallSet {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final List<String> rows = new ArrayList<>();

  static DetectorDefinition definition() {
    return DefinitionReader.parse(
        """
        name: small
        events: {topic: t, type: SensorEvent, key: deviceId}
        features: [{name: x, from: readings.x}]
        window: {tick: 1s, length: 4}
        baseline: {per: key, warmup: 20}
        model: {path: none.onnx}
        """,
        Path.of("."));
  }

  /**
   * Adds a key's rows.
   *
   * @param from seconds after the start of the recording
   * @param anomalousFrom first second of label 1, of {@code count / 10} rows
   */
  SmallSet rows(String key, int from, int count, int anomalousFrom) {
    for (int i = from; i < from + count; i++) {
      boolean anomalous = i >= anomalousFrom && i < anomalousFrom + count / 10;
      rows.add(
          "%s,%s,%.4f,%d"
              .formatted(START.plusSeconds(i), key, Math.sin(i / 3.0) + i % 7, anomalous ? 1 : 0));
    }
    return this;
  }

  /**
   * Writes it.
   *
   * @param calibration as in dataset.json
   * @param training as in dataset.json
   */
  PublicSet write(Path folder, String calibration, String training) throws IOException {
    Path set = Files.createDirectories(folder.resolve("small"));
    Files.writeString(
        set.resolve("dataset.json"),
        "{\"name\": \"small\", \"calibration\": %s, \"training\": [\"%s\"]}"
            .formatted(calibration, training));
    List<String> lines = new ArrayList<>(List.of("timestamp,key,x,label"));
    rows.stream().sorted().forEach(lines::add);
    Files.write(set.resolve("data.csv.gz"), lines);
    return PublicSet.in(folder).get(0);
  }
}
