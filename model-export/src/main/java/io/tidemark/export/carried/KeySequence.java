package io.tidemark.export.carried;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.window.Window;
import io.tidemark.export.training.TickSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Windows of a key as a model that carries its state reads them: the first one from its first tick,
 * of each next one what is new. Where nothing of the window before is left, another sequence
 * begins, as {@link io.tidemark.detector.model.CarriedState} has it.
 *
 * @param ticks from the first tick of the first window to the last tick of the last
 * @param ends number of the last tick of each window
 */
record KeySequence(TickSequence ticks, List<Integer> ends) {

  /**
   * @param windows of one key, in time order
   * @param priming whether the ticks before the first window's last one are not to be judged
   */
  static List<KeySequence> of(
      List<Window> windows, DetectorDefinition definition, boolean priming) {
    int length = definition.window().length();
    int features = definition.features().size();
    long tick = definition.window().tick().toMillis();
    List<KeySequence> all = new ArrayList<>();
    Collected open = new Collected(features, priming ? length - 1 : 0);
    for (int i = 0; i < windows.size(); i++) {
      Window window = windows.get(i);
      long ahead = i == 0 ? length : (window.endMillis() - windows.get(i - 1).endMillis()) / tick;
      boolean follows = ahead >= 1 && ahead < length;
      if (!follows && i > 0) {
        all.add(open.sequence());
        open = new Collected(features, priming ? length - 1 : 0);
      }
      open.add(window, follows ? (int) ahead : length);
    }
    if (!windows.isEmpty()) {
      all.add(open.sequence());
    }
    return all;
  }

  /** A sequence that grows. */
  private static final class Collected {
    private final int features;
    private final int judgedFrom;
    private final List<Integer> ends = new ArrayList<>();
    private float[] values = new float[1024];
    private int size;

    Collected(int features, int judgedFrom) {
      this.features = features;
      this.judgedFrom = judgedFrom;
    }

    /** Takes the latest ticks of a window. */
    void add(Window window, int ticks) {
      int count = ticks * features;
      while (size + count > values.length) {
        values = Arrays.copyOf(values, 2 * values.length);
      }
      System.arraycopy(window.values(), window.values().length - count, values, size, count);
      size += count;
      ends.add(size / features - 1);
    }

    KeySequence sequence() {
      return new KeySequence(
          new TickSequence(Arrays.copyOf(values, size), features, judgedFrom), List.copyOf(ends));
    }
  }
}
