package io.tidemark.export.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedTableTest {
  @TempDir Path folder;

  @Test
  void everyPassSeesTheRowsThatTheFileHas() throws IOException {
    DetectorDefinition definition =
        DefinitionReader.parse(
            """
            name: small
            events: {topic: t, type: SensorEvent, key: deviceId}
            features: [{name: x, from: readings.x}]
            window: {tick: 1s, length: 4}
            model: {path: none.onnx}
            """,
            folder);
    Path file =
        Files.write(
            folder.resolve("data.csv"),
            List.of(
                "timestamp,key,x,label",
                "2026-01-01T00:00:00Z,a,1.5,0",
                "2026-01-01T00:00:00Z,b,,0",
                "2026-01-01T00:00:01Z,a,2.5,1"));
    List<String> expected = new ArrayList<>();
    try (DetectorTable table = DetectorTable.open(definition, file)) {
      table.forEach((row, observation) -> expected.add(line(row, observation)));
    }

    LoadedTable loaded = LoadedTable.read(definition, file);

    assertThat(loaded.header().labelled()).isTrue();
    for (int pass = 0; pass < 2; pass++) {
      List<String> seen = new ArrayList<>();
      loaded.forEach((row, observation) -> seen.add(line(row, observation)));
      assertThat(seen).isNotEmpty().isEqualTo(expected);
    }
  }

  private static String line(TableRow row, Observation observation) {
    return "%d %s %s %s %s %d %s"
        .formatted(
            row.number(),
            row.timestamp(),
            row.time(),
            row.label(),
            observation.key(),
            observation.eventTimeMillis(),
            Arrays.toString(observation.values()));
  }
}
