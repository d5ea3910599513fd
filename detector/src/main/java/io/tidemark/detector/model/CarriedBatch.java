package io.tidemark.detector.model;

import io.tidemark.detector.window.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Scores windows by a model that carries its state from tick to tick: of a window whose key's state
 * is that of the tick before, one step is computed, whatever the window's length. Where it is not,
 * after a gap, a promotion or a restore of another model, the window is read from its first tick.
 * Windows of one key are scored in the order in which they were added. The model outlives it.
 */
final class CarriedBatch implements BatchScorer {
  private final OnnxModel model;
  private final int capacity;
  private final int length;
  private final int features;
  private final long tickMillis;
  private final TickBatch ticks;
  private final List<Window> windows;
  private final List<CarriedState> states;
  private final int[] rounds;
  private final int[] active;
  private final float[][] errors;
  private final float[][] latents;
  private int lastRound;

  /**
   * @param capacity most windows in a batch
   * @param latent whether the latent vector is of use; where not, it is not computed
   */
  CarriedBatch(OnnxModel model, int capacity, boolean latent) {
    this.model = model;
    this.capacity = capacity;
    length = model.metadata().windowLength();
    features = model.metadata().features().size();
    tickMillis = model.metadata().tick().toMillis();
    ticks = model.newTickBatch(capacity, latent);
    windows = new ArrayList<>(capacity);
    states = new ArrayList<>(capacity);
    rounds = new int[capacity];
    active = new int[capacity];
    errors = new float[capacity][];
    latents = new float[capacity][];
  }

  @Override
  public void add(Window window, CarriedState state) {
    int round = state.queued++;
    rounds[windows.size()] = round;
    lastRound = Math.max(lastRound, round);
    windows.add(window);
    states.add(state);
  }

  @Override
  public int size() {
    return windows.size();
  }

  @Override
  public boolean full() {
    return windows.size() == capacity;
  }

  @Override
  public void score() {
    try {
      for (int round = 0; round <= lastRound; round++) {
        score(round);
      }
    } catch (ModelException failed) {
      states.forEach(CarriedState::reset); // some are carried further than others
      throw failed;
    }
  }

  /** Scores the windows of a round, in which each key has one at most. */
  private void score(int round) {
    int most = 0;
    for (int i = 0; i < windows.size(); i++) {
      if (rounds[i] == round) {
        int behind = behind(i);
        if (behind == length) {
          states.get(i).reset();
        }
        most = Math.max(most, behind);
      }
    }
    for (int left = most; left >= 1; left--) {
      int count = 0;
      for (int i = 0; i < windows.size(); i++) {
        if (rounds[i] == round && behind(i) == left) {
          ticks.set(
              count,
              windows.get(i).values(),
              length - left,
              states.get(i).values(ticks.stateLength()));
          active[count++] = i;
        }
      }
      model.step(ticks, count);
      for (int at = 0; at < count; at++) {
        stepped(at, active[at], left);
      }
    }
  }

  private int behind(int i) {
    return states.get(i).behind(windows.get(i).endMillis(), tickMillis, length);
  }

  private void stepped(int at, int i, int left) {
    CarriedState state = states.get(i);
    Window window = windows.get(i);
    ticks.nextState(at, state.values(ticks.stateLength()));
    state.carriedTo(window.endMillis() - (left - 1) * tickMillis);
    if (left == 1) {
      if (!isFinite(state.values(ticks.stateLength()))) {
        state.reset(); // the next window is read from its first tick
      }
      float[] error = new float[features];
      ticks.expected(at, error);
      int last = window.values().length - features;
      for (int f = 0; f < features; f++) {
        error[f] = window.values()[last + f] - error[f];
      }
      errors[i] = error;
      latents[i] = new float[ticks.latentLength()];
      ticks.latent(at, latents[i]);
    }
  }

  private static boolean isFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public ScoredWindow scored(int i) {
    return ScoredWindow.of(windows.get(i), errors[i], latents[i]);
  }

  @Override
  public void clear() {
    states.forEach(state -> state.queued = 0);
    windows.clear();
    states.clear();
    Arrays.fill(errors, null);
    Arrays.fill(latents, null);
    lastRound = 0;
  }
}
