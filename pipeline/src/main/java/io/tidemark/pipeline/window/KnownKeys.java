package io.tidemark.pipeline.window;

import io.tidemark.detector.window.KeyWindow;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.control.Redefinable;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.KeyCounts;
import io.tidemark.pipeline.type.KeyLimits;
import io.tidemark.pipeline.type.Tally;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The windows of a subtask's keys in Flink's state, and when one is let go: its definition has
 * changed since it was saved, its normal is to be learned anew, or its detector is redefined. For
 * each that means something else from now on a {@link Window.Phase#FORGOTTEN} goes out.
 */
final class KnownKeys implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KnownKeys.class);

  private final RuntimeContext context;
  private final KeyCounts warmingUp;
  private final KeyState.Scratch scratch = new KeyState.Scratch();
  private final Set<String> changed = new HashSet<>();
  private final ValueState<KeyState> states;
  private final LearnAnew anew;
  private final Tally windowsRestarted;
  private final KeyLimits limits;

  /**
   * @param warmingUp is told of keys that go back to their warm-up
   * @param windowsRestarted is told of windows that start anew
   * @param limits is told of keys that are let go
   */
  KnownKeys(RuntimeContext context, KeyCounts warmingUp, Tally windowsRestarted, KeyLimits limits) {
    this.context = context;
    this.warmingUp = warmingUp;
    this.windowsRestarted = windowsRestarted;
    this.limits = limits;
    states = context.getState(KeyState.descriptor());
    anew = LearnAnew.open(context);
  }

  /** Buffers to read and write a state with. */
  KeyState.Scratch scratch() {
    return scratch;
  }

  /** The current key's state; null when it has none that fits the definition. */
  @Nullable KeyState find(HostedDetector detector, DetectorKey key, Collector<Window> out)
      throws IOException {
    KeyState state = states.value();
    if (state == null) {
      return null;
    }
    if (state.fits(detector)) {
      return learntAnew(detector, key, state, out);
    }
    clear(key);
    windowsRestarted.increment();
    if (changed.add(key.detector())) {
      LOG.warn(
          "The definition of detector {} has changed since its state was saved: the windows of all"
              + " its keys start anew, with a new warm-up",
          key.detector());
    }
    out.collect(Window.forgotten(key.detector(), key.key()));
    return null;
  }

  /** The key's state after it has forgotten its normal, where that was asked for. */
  private KeyState learntAnew(
      HostedDetector detector, DetectorKey key, KeyState state, Collector<Window> out)
      throws IOException {
    if (!anew.asked(key)) {
      return state;
    }
    KeyWindow window = state.window(detector, scratch);
    boolean forgets = detector.windows().learnAnew(window);
    KeyState after = forgets ? KeyState.of(detector, window, scratch) : state;
    if (forgets) {
      states.update(after);
      warmingUp.add(key.detector(), 1); // only who has left the warm-up can be back in it
      out.collect(Window.forgotten(key.detector(), key.key()));
    }
    anew.done(key);
    return after;
  }

  /** Keeps the current key's state. */
  void keep(KeyState state) throws IOException {
    states.update(state);
  }

  /** Forgets the current key, of a detector that is no more. */
  void abandon(DetectorKey key, Collector<Window> out) throws IOException {
    if (states.value() != null) {
      clear(key);
      out.collect(Window.forgotten(key.detector(), key.key()));
    }
  }

  /** Lets go of the current key, without a word. */
  void clear(DetectorKey key) {
    states.clear();
    limits.left(key);
  }

  /**
   * Forgets all of a detector's keys.
   *
   * @return how many
   */
  long forgetAll(String detector, Redefinable.Keys keys, Collector<Window> out) throws Exception {
    long[] forgotten = new long[1];
    keys.each(
        KeyState.descriptor(),
        (key, window) -> {
          if (key.detector().equals(detector)) {
            window.clear();
            limits.left(key);
            anew.done(key);
            out.collect(Window.forgotten(detector, key.key()));
            forgotten[0]++;
          }
        });
    return forgotten[0];
  }

  @Override
  public void close() {
    LearnAnew.close(context);
  }
}
