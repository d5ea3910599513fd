package io.tidemark.detector.window;

import io.tidemark.detector.definition.WindowSpec;
import io.tidemark.detector.tick.CounterMemory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a detector remembers of one key up to the model: state for {@link KeyWindows}, which alone
 * changes it.
 */
public final class KeyWindow {
  /** More ticks than any stride. */
  static final int LONG_AGO = 2 * WindowSpec.MAX_LENGTH;

  final OpenTicks open;
  final TickRing ring;
  final CounterMemory counters;
  final float[] carried;
  final int[] carriedFor;
  int ticksSinceScored = LONG_AGO;
  int observedTicks;
  @Nullable WarmUp warmUp;
  @Nullable FeatureBaseline baseline;
  @Nullable StrideGate gate;

  KeyWindow(
      OpenTicks open,
      TickRing ring,
      CounterMemory counters,
      int features,
      @Nullable WarmUp warmUp) {
    this.open = open;
    this.ring = ring;
    this.counters = counters;
    this.warmUp = warmUp;
    carried = new float[features];
    carriedFor = new int[features];
    Arrays.fill(carried, Float.NaN);
  }

  /** The ticks that may still receive events. */
  public OpenTicks open() {
    return open;
  }

  /** Whether the key is still in its warm-up, so that no window of it is live. */
  public boolean warmingUp() {
    return warmUp != null;
  }
}
