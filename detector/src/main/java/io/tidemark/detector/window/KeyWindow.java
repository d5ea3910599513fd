package io.tidemark.detector.window;

import io.tidemark.detector.tick.CounterMemory;
import io.tidemark.detector.tick.OpenTick;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a detector remembers of one key up to the model: state for {@link KeyWindows}, which alone
 * changes it.
 */
public final class KeyWindow {
  static final long NONE = Long.MIN_VALUE;

  final List<OpenTick> openTicks = new ArrayList<>(2);
  final TickRing ring;
  final CounterMemory counters;
  final float[] carried;
  final int[] carriedFor;
  long lastTick = NONE;
  int ticksSinceScored = Integer.MAX_VALUE / 2;
  int observedTicks;
  @Nullable WarmUp warmUp;
  @Nullable FeatureBaseline baseline;

  KeyWindow(TickRing ring, CounterMemory counters, int features, @Nullable WarmUp warmUp) {
    this.ring = ring;
    this.counters = counters;
    this.warmUp = warmUp;
    carried = new float[features];
    carriedFor = new int[features];
    Arrays.fill(carried, Float.NaN);
  }

  /** Whether the key is still in its warm-up, so that no window of it is live. */
  public boolean warmingUp() {
    return warmUp != null;
  }
}
