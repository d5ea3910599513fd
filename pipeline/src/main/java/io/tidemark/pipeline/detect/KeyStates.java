package io.tidemark.pipeline.detect;

import io.tidemark.detector.line.KeyModels;
import io.tidemark.detector.line.KeyState;
import io.tidemark.detector.line.KeyStore;
import io.tidemark.pipeline.type.DetectorKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a subtask in Flink's keyed state. On the heap a state is a live object, and what
 * changes it needs no writing. A store of bytes hands out copies: there the keys whose windows wait
 * to be scored are held here until they are judged.
 */
final class KeyStates {
  private final ValueState<KeyState> states;
  private final ValueState<KeyModels> models;
  private final KeyContext context;
  private final boolean copies;
  private final Map<DetectorKey, KeyState> inFlight = new HashMap<>();

  /**
   * @param copies whether the store hands out copies of what it holds
   */
  KeyStates(KeyedStateStore store, KeyContext context, boolean copies) {
    states = store.getState(DetectOperator.KEY);
    models = store.getState(DetectOperator.MODELS);
    this.context = context;
    this.copies = copies;
  }

  /** The current key's state, or null. */
  @Nullable KeyState find() throws IOException {
    if (!inFlight.isEmpty()) {
      KeyState held = inFlight.get((DetectorKey) context.getCurrentKey());
      if (held != null) {
        return held;
      }
    }
    return states.value();
  }

  /** Keeps a state that was not there before. */
  void add(KeyState state) throws IOException {
    if (!copies) {
      states.update(state);
    }
  }

  /** Keeps what has changed of the current key. */
  void keep(KeyState state) throws IOException {
    if (!copies) {
      return; // it is the live object
    }
    if (state.isWaiting()) {
      inFlight.put((DetectorKey) context.getCurrentKey(), state);
    } else {
      save(state);
    }
  }

  private void save(KeyState state) throws IOException {
    states.update(state);
    KeyModels learned = state.models();
    if (learned != null && learned.takeChanged()) {
      models.update(learned);
    }
  }

  /** What the current key has learned of its models. */
  KeyModels models() throws IOException {
    KeyModels known = models.value();
    if (known == null) {
      known = new KeyModels();
      if (!copies) {
        models.update(known);
      }
    }
    return known;
  }

  /** Lets go of the current key. */
  void clear() {
    inFlight.remove((DetectorKey) context.getCurrentKey());
    states.clear();
    models.clear();
  }

  /** For the line of one detector. */
  KeyStore of(String detector) {
    return new KeyStore() {
      @Override
      public KeyModels models() {
        try {
          return KeyStates.this.models();
        } catch (IOException failed) {
          throw new UncheckedIOException(failed);
        }
      }

      @Override
      public void judged(String key, KeyState state) {
        if (copies) {
          writeBack(new DetectorKey(detector, key), state);
        }
      }
    };
  }

  /** The line may be about to go on with another key, or with this one. */
  private void writeBack(DetectorKey key, KeyState state) {
    Object current = context.getCurrentKey();
    context.setCurrentKey(key);
    try {
      inFlight.remove(key);
      save(state);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } finally {
      if (current != null) {
        context.setCurrentKey(current);
      }
    }
  }
}
