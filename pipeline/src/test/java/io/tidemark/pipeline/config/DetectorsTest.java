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
                .topics())
        .containsExactly("sensor-events", "others");
  }

  @Test
  void aDetectorThatNamesATopicReadsItLikeOneWhoseRegularExpressionMatches() {
    String all =
        SECOND
            .replace("key: deviceId", "key: deviceId, time: {format: unix_ms}")
            .replace("sensor-events", "{regex: 'sensor-.*'}");

    assertThatThrownBy(() -> Detectors.parse(FOLDER, Definitions.PUMP, all))
        .hasMessageStartingWith("events.time.format of detector second: unix_ms is not accepted");
    Detectors apart =
        Detectors.parse(FOLDER, Definitions.PUMP, all.replace("regex: 'sensor", "regex: 'device"));
    assertThat(apart.topics()).containsExactly("sensor-events");
    assertThat(apart.patterns()).hasSize(1);
    assertThat(apart.readersOf("device-events")).extracting("name").containsExactly("second");
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
