package io.tidemark.pipeline.detect;

import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.line.KeyLine;
import io.tidemark.detector.line.KeyModels;
import io.tidemark.detector.line.KeyState;
import io.tidemark.pipeline.control.ModelFile;
import io.tidemark.pipeline.type.DetectorKey;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.KeyedStateFunction;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;

/** All keys of a subtask, for what happens to a detector as a whole. No window may be waiting. */
final class AllKeys {
  private final KeyedStateBackend<DetectorKey> backend;
  private final KeyStates keys;
  private final Consumer<KeyState> letGo;
  private final Function<String, LineOutput> outputs;

  /**
   * @param letGo lets go of the current key and its timer
   * @param outputs where the line of a detector reports
   */
  AllKeys(
      KeyedStateBackend<DetectorKey> backend,
      KeyStates keys,
      Consumer<KeyState> letGo,
      Function<String, LineOutput> outputs) {
    this.backend = backend;
    this.keys = keys;
    this.letGo = letGo;
    this.outputs = outputs;
  }

  /** Forgets all keys of a detector; how many they were. */
  long forget(KeyLine line) throws Exception {
    String detector = line.definition().name();
    long[] forgotten = new long[1];
    each(
        DetectOperator.KEY,
        (key, states) -> {
          KeyState state = key.detector().equals(detector) ? states.value() : null;
          if (state != null) {
            line.forget(key.key(), state, models());
            letGo.accept(state);
            forgotten[0]++;
          }
        });
    return forgotten[0];
  }

  private KeyModels models() throws IOException {
    return keys.models();
  }

  /** Reports how many keys are calibrated for a model that is about to be promoted. */
  void reportReady(KeyLine line, ModelFile candidate) throws Exception {
    String detector = line.definition().name();
    boolean perKey = line.definition().baseline().per() == Baseline.Per.KEY;
    long[] counts = new long[2];
    each(
        DetectOperator.MODELS,
        (key, models) -> {
          KeyModels learned = key.detector().equals(detector) ? models.value() : null;
          if (learned != null) {
            counts[0]++;
            counts[1] += !perKey || learned.readyFor(candidate.digest()) ? 1 : 0;
          }
        });
    outputs.apply(detector).promoted(candidate, counts[0], counts[1]);
  }

  private <T> void each(
      ValueStateDescriptor<T> state, KeyedStateFunction<DetectorKey, ValueState<T>> action)
      throws Exception {
    backend.applyToAllKeys(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, state, action);
  }
}
