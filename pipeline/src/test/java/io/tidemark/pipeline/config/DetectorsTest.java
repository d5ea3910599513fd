package io.tidemark.pipeline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.Definitions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DetectorsTest {
  private static final Path FOLDER = Path.of("models");
  private static final String SECOND = Definitions.PUMP.replace("name: pump", "name: second");

  @Test
  void detectorsOfOneTopicReadItsTimesAlike() {
    String millis = SECOND.replace("key: deviceId", "key: deviceId, time: {format: unix_ms}");

    assertThatThrownBy(() -> Detectors.parse(FOLDER, Definitions.PUMP, millis))
        .hasMessage(
            "events.time.format of detector second: unix_ms is not accepted; it must be iso8601, as"
                + " other detectors read topic sensor-events");
    assertThat(
            Detectors.parse(FOLDER, Definitions.PUMP, millis.replace("sensor-events", "others"))
                .byTopic())
        .hasSize(2);
  }

  @Test
  void detectorsOfOneTopicReadTheSameTypeOfEvent() {
    String flows =
        SECOND
            .replace("SensorEvent", "NetworkEvent")
            .replace("deviceId", "observer")
            .replace("readings.Current", "forwardBytes")
            .replace("readings.Pressure", "reverseBytes");

    assertThatThrownBy(() -> Detectors.parse(FOLDER, Definitions.PUMP, flows))
        .hasMessageStartingWith(
            "events.type of detector second: NetworkEvent is not accepted; it must be SensorEvent");
  }
}
