package io.tidemark.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/** For tests of commands: a detector of two features, and tables of one key for it. */
public final class Tank {
  private static final int ROWS = 120;
  private static final Instant START = Instant.parse("2026-01-05T06:00:00Z");

  private Tank() {}

  /** Writes the definition, with a baseline such as {@code {per: key, warmup: 60}}. */
  public static Path define(Path folder, String baseline) throws IOException {
    return Files.writeString(
        folder.resolve("tank.yaml"),
        """
        name: tank
        events: {topic: tanks, type: SensorEvent, key: deviceId}
        features:
          - {name: level, from: readings.level}
          - {name: flow, from: readings.flow}
        window: {tick: 1s, length: 8, stride: 1, lateness: 0s, maxGap: 3}
        baseline: %s
        model: {path: tank.onnx, provider: cpu}
        """
            .formatted(baseline));
  }

  /**
   * Writes a table of two minutes.
   *
   * @param columns after time and key
   * @param cells of the row of a second
   */
  public static Path table(Path file, String columns, IntFunction<String> cells)
      throws IOException {
    List<String> lines = new ArrayList<>(List.of("timestamp,key," + columns));
    for (int second = 0; second < ROWS; second++) {
      lines.add(START.plusSeconds(second) + ",tank-1," + cells.apply(second));
    }
    return Files.write(file, lines);
  }

  /** Level and flow at a second, as they usually are. */
  public static String wave(int second) {
    return String.format(
        Locale.ROOT, "%.3f,%.3f", 5 + Math.sin(second / 5.0), Math.cos(second / 7.0));
  }
}
