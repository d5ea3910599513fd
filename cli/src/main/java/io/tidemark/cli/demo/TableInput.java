package io.tidemark.cli.demo;

import io.tidemark.cli.replay.EventPublisher;
import io.tidemark.cli.replay.ReplayProgress;
import io.tidemark.cli.replay.Speed;
import io.tidemark.cli.replay.TableReplay;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table, watched by one detector. Its labels, where it has them, say what is wrong in it. */
public final class TableInput implements DemoInput {
  private final Path file;
  private final Path data;
  private final DetectorDefinition detector;
  private final TableScan scan;
  private final Speed speed;

  private TableInput(
      Path file, Path data, DetectorDefinition detector, TableScan scan, Speed speed) {
    this.file = file;
    this.data = data;
    this.detector = detector;
    this.scan = scan;
    this.speed = speed;
  }

  /**
   * Reads the whole table once, so that nothing starts for one that cannot be used.
   *
   * @param duration how long the replay takes, unless {@code speed} says otherwise
   */
  public static TableInput open(Path file, Path data, Duration duration, @Nullable Speed speed) {
    DetectorDefinition detector = DefinitionReader.read(file);
    TableScan scan = TableScan.of(detector, data);
    return new TableInput(file, data, detector, scan, speed == null ? scan.speed(duration) : speed);
  }

  @Override
  public String description() {
    return "%s, %,d rows, %s"
        .formatted(
            data.getFileName(),
            scan.rows(),
            speed.isMax() ? "as fast as it goes" : speed + " times as fast as real");
  }

  @Override
  public List<Path> files() {
    return List.of(file);
  }

  @Override
  public List<DetectorDefinition> detectors() {
    return List.of(detector);
  }

  /** One, so that the job sees the rows in the table's order. */
  @Override
  public int partitions() {
    return 1;
  }

  @Override
  public int keys() {
    return scan.keys();
  }

  @Override
  public @Nullable List<KnownFault> faults() {
    return scan.faults();
  }

  @Override
  public void send(EventPublisher publisher, ReplayProgress progress) throws IOException {
    try (TableReplay replay = new TableReplay(detector, data)) {
      replay.run(speed, publisher, progress);
    }
  }
}
