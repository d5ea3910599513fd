package io.tidemark.lab;

import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.schemas.SensorEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** Made-up events of devices with eight sensors, and a detector for them. */
public final class Sensors {
  public static final int FEATURES = 8;
  static final int WINDOW = 30;

  private Sensors() {}

  /** Eight sensors, windows of 30 ticks of a second, raw values. */
  static DetectorDefinition definition() {
    StringBuilder yaml =
        new StringBuilder(
            """
            name: bench
            events: {topic: sensor-events, type: SensorEvent, key: deviceId}
            window: {tick: 1s, length: 30, lateness: 0s}
            baseline: {per: model}
            model: {path: bench.onnx, provider: cpu}
            features:
            """);
    for (int f = 0; f < FEATURES; f++) {
      yaml.append("  - {name: s%d, from: readings.s%d}%n".formatted(f, f));
    }
    return DefinitionReader.parse(yaml.toString(), Path.of("."));
  }

  /** An event of a device: eight readings around 10. */
  public static SensorEvent event(String device, Instant time, Random random) {
    Map<String, Double> readings = new HashMap<>();
    for (int f = 0; f < FEATURES; f++) {
      readings.put("s" + f, 10 + random.nextGaussian());
    }
    return new SensorEvent(device, time, readings, Map.of());
  }
}
