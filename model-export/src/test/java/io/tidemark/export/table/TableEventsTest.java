package io.tidemark.export.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.schemas.NetworkEvent;
import io.tidemark.schemas.SensorEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableEventsTest {
  private static final String SENSORS =
      """
      name: pump
      events: {topic: sensors, type: SensorEvent, key: deviceId, columns: {readings.flow: Flow Rate}}
      features:
        - {name: level, from: readings.level}
        - {name: flow, from: readings.flow, where: {tags.mode: auto}}
      window: {tick: 1s, length: 5}
      model: {path: pump.onnx}
      """;

  private static final String FLOWS =
      """
      name: hosts
      events: {topic: flows, type: NetworkEvent, key: sourceDevice, columns: {sourceDevice: src_device, forwardPackets: sPackets}}
      features:
        - {name: flows, from: observer, aggregate: count}
        - {name: packets, from: forwardPackets, aggregate: sum, where: {protocol: tcp}}
      window: {tick: 1s, length: 5}
      model: {path: hosts.onnx}
      """;

  @TempDir Path folder;

  @Test
  void makesSensorEventsWithReadingsOfNumbersAndTagsOfTexts() throws IOException {
    SensorEvent event =
        (SensorEvent)
            event(
                SENSORS,
                "timestamp,key,level,Flow Rate,mode,site,pressure,label",
                "2026-01-01T00:00:01.5Z,p1,2.5,,auto,north,7,1");

    assertThat(event.getDeviceId()).isEqualTo("p1");
    assertThat(event.getEventTime()).isEqualTo(Instant.parse("2026-01-01T00:00:01.5Z"));
    assertThat(event.getReadings()).containsOnlyKeys("level", "pressure");
    assertThat(event.getReadings()).containsEntry("level", 2.5).containsEntry("pressure", 7.0);
    assertThat(event.getTags()).containsOnlyKeys("mode", "site").containsEntry("site", "north");
  }

  @Test
  void takesNanForAnAbsentReading() throws IOException {
    SensorEvent event =
        (SensorEvent)
            event(
                SENSORS,
                "timestamp,key,level,Flow Rate,mode",
                "2026-01-01T00:00:01Z,p1,NaN,4,auto");

    assertThat(event.getReadings()).containsOnlyKeys("flow");
  }

  @Test
  void makesNetworkEventsFromMappedAndLikeNamedColumns() throws IOException {
    NetworkEvent event =
        (NetworkEvent)
            event(
                FLOWS,
                "timestamp,key,src_device,protocol,duration,sPackets,sourcePort,reverseBytes,label",
                "2026-01-01T00:00:01Z,left,PLC1,tcp,0.25,42,502,,0");

    assertThat(event.getObserver()).isEqualTo("left");
    assertThat(event.getSourceDevice()).isEqualTo("PLC1");
    assertThat(event.getProtocol()).isEqualTo("tcp");
    assertThat(event.getDuration()).isEqualTo(0.25);
    assertThat(event.getForwardPackets()).isEqualTo(42L);
    assertThat(event.getSourcePort()).isEqualTo(502);
    assertThat(event.getReverseBytes()).isNull();
    assertThat(event.getDestinationDevice()).isNull();
    assertThat(event.getTags()).isEmpty();
  }

  @Test
  void keysObservationsAsTheDefinitionDoesAndLeavesOutRowsWithoutThatKey() throws IOException {
    Path file =
        table(
            "timestamp,key,src_device,protocol,sPackets",
            "2026-01-01T00:00:01Z,left,PLC1,tcp,42",
            "2026-01-01T00:00:01Z,left,,tcp,42",
            "2026-01-01T00:00:02Z,left,PLC2,udp,42");
    List<Observation> seen = new ArrayList<>();
    try (DetectorTable table = DetectorTable.open(definition(FLOWS), file)) {
      table.forEach((row, observation) -> seen.add(observation));
    }

    assertThat(seen).extracting(Observation::key).containsExactly("PLC1", "PLC2");
    assertThat(seen.get(0).values()).containsExactly(1, 42);
    assertThat(seen.get(1).values()).containsExactly(1, Double.NaN);
    assertThat(seen.get(1).source().offset()).isEqualTo(2);
  }

  @Test
  void namesTheColumnThatIsMissing() {
    assertThatThrownBy(() -> event(SENSORS, "timestamp,key,level,mode", ""))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("column Flow Rate is missing")
        .hasMessageContaining("readings.flow");
    assertThatThrownBy(() -> event(FLOWS, "timestamp,key,src_device,sPackets", ""))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("column protocol is missing");
  }

  @Test
  void namesLineColumnAndValueOfACellThatDoesNotFit() {
    assertThatThrownBy(
            () ->
                event(
                    SENSORS,
                    "timestamp,key,level,Flow Rate,mode",
                    "2026-01-01T00:00:01Z,p1,high,4,auto"))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("line 2: level: 'high' is not accepted; it must be a finite number");
    assertThatThrownBy(
            () ->
                event(
                    FLOWS,
                    "timestamp,key,src_device,protocol,sPackets,sourcePort",
                    "2026-01-01T00:00:01Z,left,PLC1,tcp,4,70000"))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("line 2: sourcePort: '70000' is not accepted")
        .hasMessageContaining("from 0 to 65535");
  }

  private Object event(String yaml, String header, String row) throws IOException {
    Path file = table(header, row);
    try (TableReader reader = TableReader.open(file)) {
      TableEvents events = TableEvents.of(definition(yaml), reader.header());
      return events.event(Objects.requireNonNull(reader.next()));
    }
  }

  private DetectorDefinition definition(String yaml) {
    return DefinitionReader.parse(yaml, folder);
  }

  private Path table(String... lines) throws IOException {
    Path file = folder.resolve("table.csv");
    Files.write(file, List.of(lines));
    return file;
  }
}
