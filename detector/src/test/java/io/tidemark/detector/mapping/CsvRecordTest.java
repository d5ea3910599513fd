package io.tidemark.detector.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.schemas.wire.WireException;
import io.tidemark.schemas.wire.WireFormat;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Records that are lines of CSV, or a plain number. */
class CsvRecordTest {
  private static final String NAMED =
      """
      format: csv
        csv: {columns: [at, device, temperature, state], delimiter: ";"}
        key: device
        time: {from: at, format: unix}
      features:
        - {name: temperature, from: temperature}
        - {name: running, from: state, values: {RUN: 1, STOP: 0}}
      """;

  @Test
  void readsColumnsByName() throws Exception {
    RecordMapping mapping = mapping(NAMED);
    Observation found = mapping.extract(Topic.record("1767225600;\"pump;1\";21.5;RUN\n")).get(0);
    assertThat(found.key()).isEqualTo("pump;1");
    assertThat(found.eventTimeMicros()).isEqualTo(1_767_225_600_000_000L);
    assertThat(found.values()).containsExactly(21.5, 1);
    assertThat(mapping.extract(Topic.record("1767225600;a;;STOP")).get(0).values())
        .containsExactly(Double.NaN, 0);
  }

  @Test
  void readsColumnsByPosition() throws Exception {
    RecordMapping mapping =
        mapping(
            """
            format: csv
              key: "[1]"
              time: {from: "[0]", format: "dd.MM.yyyy HH:mm:ss", zone: UTC}
            features:
              - {name: temperature, from: "[2]"}
            """);
    Observation found = mapping.extract(Topic.record("01.01.2026 00:00:00,a,3")).get(0);
    assertThat(found.values()).containsExactly(3);
    assertThat(found.eventTimeMicros()).isEqualTo(1_767_225_600_000_000L);
  }

  @Test
  void moreThanALineIsUndecodable() {
    for (String record : new String[] {"1;a;2;RUN\n2;a;2;RUN", "", "1;a;2;RUN;5;6", "1;\"a"}) {
      assertThatThrownBy(() -> mapping(NAMED).extract(Topic.record(record)))
          .isInstanceOf(WireException.class);
    }
  }

  @Test
  void readsPlainNumbersOfTheDeviceInTheKey() throws Exception {
    RecordMapping mapping =
        mapping(
            """
            format: text
              key: "@key"
            features:
              - {name: value, from: "@value"}
            """);
    TopicRecord record =
        new TopicRecord(
            "t",
            new SourcePosition(0, 0),
            1_767_225_600_000L,
            Topic.bytes("meter-7"),
            Topic.bytes("21.5\n"),
            Map.of());
    Observation found = mapping.extract(record).get(0);
    assertThat(found.key()).isEqualTo("meter-7");
    assertThat(found.values()).containsExactly(21.5);
    assertThat(found.eventTimeMicros()).isEqualTo(1_767_225_600_000_000L);
  }

  private static RecordMapping mapping(String events) {
    return RecordMapping.of(
        DefinitionReader.parse(
            "name: d\nevents:\n  topic: t\n  "
                + events
                + "window: {tick: 1s}\nmodel: {path: m.onnx}\n",
            Path.of(".")),
        JobFormats.of(WireFormat.JSON));
  }
}
