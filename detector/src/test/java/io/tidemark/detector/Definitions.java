package io.tidemark.detector;

import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import java.nio.file.Path;

/** For tests: small definitions. */
public final class Definitions {
  /** Two sensors, ticks of a second, windows of 4, warm-up of 12. */
  public static final String PUMP =
      """
      name: pump
      events: {topic: sensor-events, type: SensorEvent, key: deviceId}
      features:
        - {name: current, from: readings.Current, unit: A}
        - {name: pressure, from: readings.Pressure, aggregate: max}
      window: {tick: 1s, length: 4, stride: 1, lateness: 2s, maxGap: 3}
      baseline: {per: key, warmup: 12}
      model: {path: pump.onnx, provider: cpu}
      alerts: {updateEvery: 5s}
      """;

  private Definitions() {}

  public static DetectorDefinition pump() {
    return parse(PUMP);
  }

  public static DetectorDefinition parse(String yaml) {
    return DefinitionReader.parse(yaml, Path.of("models"));
  }
}
