package io.tidemark.pipeline.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.line.DetectorModels;
import io.tidemark.detector.line.KeyLine;
import io.tidemark.detector.line.KeyModels;
import io.tidemark.detector.line.KeyState;
import io.tidemark.detector.line.KeyStore;
import io.tidemark.detector.line.LineListener;
import io.tidemark.detector.line.LineModel;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.KeyWindows;
import io.tidemark.schemas.feedback.RaisedThresholds;
import java.io.IOException;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** State of a key that has been through its warm-up and is in an incident. */
class KeyStateFormatTest {
  private final DetectorDefinition pump =
      Definitions.parse(Definitions.PUMP + "health: {gap: 30s, flatLine: 20s}\n");

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 40, 65})
  void readsWhatItWrote(int events) throws Exception {
    Line line = new Line(events);
    assertReads(Types.KEY_STATE, line.state);
    assertReads(Types.KEY_MODELS, line.models());
  }

  @Test
  void theKeyIsInAnIncident() throws Exception {
    Line line = new Line(65);
    assertThat(line.state.inIncident()).isTrue();

    KeyState copy = Serialized.read(Types.KEY_STATE, Serialized.write(Types.KEY_STATE, line.state));

    assertThat(copy.inIncident()).isTrue();
    assertThat(copy.warmingUp()).isFalse();
    assertThat(copy.shape()).isEqualTo(line.state.shape());
    assertThat(copy.timer()).isEqualTo(1234);
  }

  @Test
  void whatALaterVersionWroteIsRefused() throws Exception {
    byte[] bytes = Serialized.write(Types.KEY_STATE, new Line(5).state);
    bytes[0]++;

    assertThatThrownBy(() -> Serialized.read(Types.KEY_STATE, bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("KeyState of version 2");
  }

  private static <T> void assertReads(TypeInformation<T> type, T state) throws IOException {
    byte[] bytes = Serialized.write(type, state);
    assertThat(Serialized.write(type, Serialized.read(type, bytes))).isEqualTo(bytes);
  }

  /** A key after its first events; it jumps at the 50th second for ten. */
  private final class Line implements KeyStore, LineListener {
    private final KeyModels models = new KeyModels();
    private final KeyState state;

    Line(int events) {
      KeyWindows windows = new KeyWindows(pump);
      try (OnnxModel model =
          OnnxModel.open("test", TinyModel.of(pump).bytes(), ProviderPreference.CPU)) {
        KeyLine line =
            new KeyLine(
                pump,
                key -> windows,
                DetectorModels.of(LineModel.of(pump, model, 1, 1)),
                Duration.ofDays(7),
                KeyLine.ALL_ALERTS,
                new RaisedThresholds(),
                window -> false,
                this,
                this);
        state = line.start("p1");
        for (Observation observation : SensorStream.noisy("p1", events, 50, 3)) {
          long time = observation.eventTimeMillis();
          line.observe(state, observation, time, time);
          line.flush();
        }
        state.timer(1234);
      }
    }

    @Override
    public KeyModels models() {
      return models;
    }

    @Override
    public void judged(String key, KeyState judged) {}
  }
}
