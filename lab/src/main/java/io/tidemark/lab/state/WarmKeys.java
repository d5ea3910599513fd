package io.tidemark.lab.state;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.line.DetectorModels;
import io.tidemark.detector.line.KeyLine;
import io.tidemark.detector.line.KeyModels;
import io.tidemark.detector.line.KeyState;
import io.tidemark.detector.line.KeyStore;
import io.tidemark.detector.line.LineListener;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.KeyWindows;
import io.tidemark.pipeline.detect.LineSettings;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.feedback.RaisedThresholds;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * The states of devices that went through their warm-up and their first verdicts. A thousand of
 * them do; each other device has a copy of the state of one of these, since a million warm-ups
 * would take longer than all that is measured.
 */
final class WarmKeys {
  private static final int ORIGINALS = 1_000;

  private final Fleet fleet;
  private final KeyLine line;
  private final Map<Integer, Warm> originals = new HashMap<>();
  private final TypeSerializer<KeyState> states =
      Types.KEY_STATE.createSerializer(new SerializerConfigImpl());
  private final TypeSerializer<KeyModels> models =
      Types.KEY_MODELS.createSerializer(new SerializerConfigImpl());
  private KeyModels current = new KeyModels();

  private record Warm(KeyState state, KeyModels models) {}

  WarmKeys(
      Fleet fleet,
      DetectorDefinition definition,
      OnnxModel model,
      LineSettings settings,
      LineListener listener) {
    this.fleet = fleet;
    KeyWindows windows = new KeyWindows(definition);
    line =
        new KeyLine(
            definition,
            key -> windows,
            DetectorModels.of(settings.by().model(definition, model, 1, 1)),
            settings.forgetAfter(),
            KeyLine.ALL_ALERTS,
            new RaisedThresholds(),
            window -> false,
            new KeyStore() {
              @Override
              public KeyModels models() {
                return current;
              }

              @Override
              public void judged(String key, KeyState state) {
                // nobody else holds it
              }
            },
            listener);
  }

  KeyLine line() {
    return line;
  }

  /** What moves with each event of a device, with the time of its timer. */
  KeyState state(int device) {
    int original = device % ORIGINALS;
    Warm warm = warm(original);
    KeyState copy = states.copy(warm.state);
    long spread = fleet.offsetMillis(device) - fleet.offsetMillis(original);
    copy.timer(line.due(Fleet.key(device), copy) + spread);
    return copy;
  }

  /** What a device has learned. */
  KeyModels models(int device) {
    return models.copy(warm(device % ORIGINALS).models);
  }

  private Warm warm(int device) {
    return originals.computeIfAbsent(device, this::warmUp);
  }

  private Warm warmUp(int device) {
    current = new KeyModels();
    KeyState state = line.start(Fleet.key(device));
    for (int tick = 0; tick < Fleet.TICKS_BEFORE; tick++) {
      Observation event = fleet.observation(device, tick);
      line.observe(state, event, event.eventTimeMillis(), event.eventTimeMillis());
    }
    line.flush();
    return new Warm(state, current);
  }
}
