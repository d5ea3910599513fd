package io.tidemark.cli.simulator;

import io.tidemark.schemas.NetworkEvent;
import io.tidemark.schemas.SensorEvent;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * A simulation of one site as a table {@code timestamp,key,<columns>,label}, the form that
 * training, evaluation and replay read. Columns are the pump's readings or the flow's fields; the
 * label is 1 while a fault acts on the key.
 */
public final class SimulatedTable {
  private static final List<String> NOT_COLUMNS = List.of("eventTime", "sourceDevice", "tags");

  private final Site site;
  private final List<Schema.Field> flowColumns;

  public SimulatedTable(Site site) {
    this.site = site;
    this.flowColumns =
        NetworkEvent.getClassSchema().getFields().stream()
            .filter(field -> !NOT_COLUMNS.contains(field.name()))
            .toList();
  }

  /**
   * Writes a table, gzipped where the name ends in {@code .gz}.
   *
   * @return number of rows
   */
  public long write(Simulation simulation, Path file) throws IOException {
    long rows = 0;
    try (Writer out = writer(file)) {
      out.write("timestamp,key," + String.join(",", columns()) + ",label\n");
      while (simulation.hasNext()) {
        SpecificRecord event = simulation.next().event();
        if (event != null) {
          out.write(row(event, simulation.faults()) + "\n");
          rows++;
        }
      }
    }
    return rows;
  }

  /** Writes the faults as {@code key,kind,start,end,features}, the features by semicolons. */
  public static void writeFaults(List<Fault> faults, Path file) throws IOException {
    String lines =
        faults.stream()
            .map(
                fault ->
                    String.join(
                        ",",
                        fault.key(),
                        fault.kind().toString(),
                        fault.start().toString(),
                        fault.end().toString(),
                        fault.kind().features().stream().sorted().collect(Collectors.joining(";"))))
            .collect(Collectors.joining("\n"));
    Files.writeString(
        file, "key,kind,start,end,features\n" + (lines.isEmpty() ? "" : lines + "\n"));
  }

  private List<String> columns() {
    return site == Site.PLANT
        ? Pump.READINGS
        : flowColumns.stream().map(Schema.Field::name).toList();
  }

  private String row(SpecificRecord event, List<Fault> faults) {
    List<String> cells = new ArrayList<>();
    if (event instanceof SensorEvent sensor) {
      start(cells, sensor.getEventTime(), sensor.getDeviceId());
      Pump.READINGS.forEach(
          name -> cells.add(Objects.toString(sensor.getReadings().get(name), "")));
      cells.add(label(faults, sensor.getDeviceId(), sensor.getEventTime()));
    } else {
      NetworkEvent flow = (NetworkEvent) event;
      start(cells, flow.getEventTime(), flow.getSourceDevice());
      flowColumns.forEach(field -> cells.add(Objects.toString(flow.get(field.pos()), "")));
      cells.add(label(faults, flow.getSourceDevice(), flow.getEventTime()));
    }
    return String.join(",", cells);
  }

  private static void start(List<String> cells, Instant time, String key) {
    cells.add(time.toString());
    cells.add(key);
  }

  private static String label(List<Fault> faults, String key, Instant time) {
    return faults.stream().anyMatch(fault -> fault.key().equals(key) && fault.covers(time))
        ? "1"
        : "0";
  }

  private static Writer writer(Path file) throws IOException {
    OutputStream out = Files.newOutputStream(file);
    OutputStream packed =
        file.toString().endsWith(".gz") ? new GZIPOutputStream(out, 1 << 16) : out;
    return new BufferedWriter(new OutputStreamWriter(packed, StandardCharsets.UTF_8));
  }
}
