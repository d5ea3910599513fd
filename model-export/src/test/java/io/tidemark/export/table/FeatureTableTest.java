package io.tidemark.export.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables for detectors that map their topics' records. */
class FeatureTableTest {
  private static final DetectorDefinition DEFINITION =
      DefinitionReader.parse(
          """
          name: servers
          events: {topic: t, format: json, key: tags.host, time: {from: timestamp, format: unix}}
          features:
            - {name: cpu, from: fields.usage_user, where: {name: cpu}}
            - {name: flows, from: uid, aggregate: count}
          window: {tick: 10s}
          model: {path: m.onnx}
          """,
          Path.of("."));

  @TempDir Path folder;

  @Test
  void aRowHasTheFeaturesThemselves() throws Exception {
    List<Observation> found =
        read(
            """
            timestamp,key,cpu,flows,label
            2026-01-01T00:00:00Z,a,12.5,x,0
            2026-01-01T00:00:10Z,b,,,0
            2026-01-01T00:00:20Z,b,NaN,y,1
            """);
    assertThat(found).extracting(Observation::key).containsExactly("a", "b");
    assertThat(found.get(0).values()).containsExactly(12.5, 1);
    assertThat(found.get(0).eventTimeMillis()).isEqualTo(1_767_225_600_000L);
    assertThat(found.get(1).values()).containsExactly(Double.NaN, 1);
    assertThat(found.get(1).source().offset()).isEqualTo(2);
  }

  @Test
  void aFeatureWithoutColumnAndATextThatIsNoNumberAreNamed() {
    assertThatThrownBy(() -> read("timestamp,key,cpu\n"))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("column flows is missing");
    assertThatThrownBy(() -> read("timestamp,key,cpu,flows\n2026-01-01T00:00:00Z,a,high,1\n"))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("line 2: cpu: 'high' is not accepted");
  }

  private List<Observation> read(String table) throws Exception {
    Path file = Files.writeString(folder.resolve("table.csv"), table);
    List<Observation> found = new ArrayList<>();
    try (DetectorTable rows = DetectorTable.open(DEFINITION, file)) {
      rows.forEach((row, observation) -> found.add(observation));
    }
    return found;
  }
}
