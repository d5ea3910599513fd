package io.tidemark.detector.window;

import io.tidemark.detector.definition.Stride;
import io.tidemark.detector.definition.WindowSpec;
import io.tidemark.detector.tick.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides, tick by tick, whether a key is calm: the linear companion of the model, a principal
 * component analysis of the key's last ticks in its warm-up. What the components leave of the last
 * ticks is small while the key moves as it did then. A key is hot while it is above the 90 %
 * quantile of the warm-up, but not for longer than 30 ticks on end: a key that stays unusual is not
 * scored every tick for ever.
 */
final class StrideGate {
  /** Ticks that are looked at together. */
  private static final int TICKS = 5;

  private static final int FEWEST = 8;
  private static final int BLOCKS = 4;
  private static final double HOT = 0.9;
  private static final double FAR = 0.99;
  private static final int LONGEST_HOT = 30;

  /** A spell ends with so many calm ticks on end: a single one in it does not make a new one. */
  private static final int CALM = 10;

  /** Ticks that are looked at together: five, or a window where that is shorter. */
  static int ticks(WindowSpec spec) {
    return Math.min(TICKS, spec.length());
  }

  private final ResidualSpace residual;
  private final float hot;
  private final float far;
  private int hotTicks;
  private int calmTicks;

  private StrideGate(ResidualSpace residual, float hot, float far) {
    this.residual = residual;
    this.hot = hot;
    this.far = far;
  }

  /**
   * Learns what calm is. Components flatter the ticks that they were made of, so each quarter of
   * the warm-up is held against those of the other three.
   *
   * @param calm last ticks in the warm-up, each {@code [5 F]}, in standard scores
   * @return null where they are too few to tell
   */
  static @Nullable StrideGate learn(List<float[]> calm) {
    if (calm.size() < FEWEST) {
      return null;
    }
    double[] left = new double[calm.size()];
    double[] all = new double[calm.size()];
    for (int block = 0; block < BLOCKS; block++) {
      int from = block * calm.size() / BLOCKS;
      int to = (block + 1) * calm.size() / BLOCKS;
      List<float[]> others = new ArrayList<>(calm.subList(0, from));
      others.addAll(calm.subList(to, calm.size()));
      ResidualSpace residual = ResidualSpace.of(others);
      for (int i = from; i < to; i++) {
        left[i] = residual.left(calm.get(i));
        all[i] = residual.all(calm.get(i));
      }
    }
    Arrays.sort(left);
    Arrays.sort(all);
    return new StrideGate(ResidualSpace.of(calm), quantile(left, HOT), quantile(all, FAR));
  }

  private static float quantile(double[] sorted, double probability) {
    return (float) sorted[(int) Math.ceil(probability * (sorted.length - 1))];
  }

  /**
   * Takes the next tick.
   *
   * @param recent the last ticks, {@code [5 F]}, in standard scores
   * @return how many ticks from the last scored window on the next is due
   */
  int next(float[] recent, Stride stride) {
    boolean unusual = residual.left(recent) > hot || residual.all(recent) > far;
    if (unusual) {
      calmTicks = 0;
      hotTicks = Math.min(hotTicks + 1, LONGEST_HOT + 1);
    } else if (++calmTicks >= CALM) {
      calmTicks = CALM;
      hotTicks = 0;
    }
    return unusual && hotTicks <= LONGEST_HOT ? stride.min() : stride.max();
  }

  void write(DataOutput out) throws IOException {
    residual.write(out);
    out.writeFloat(hot);
    out.writeFloat(far);
    StateFormat.writeCount(hotTicks, out);
    StateFormat.writeCount(calmTicks, out);
  }

  static StrideGate read(DataInput in) throws IOException {
    StrideGate gate = new StrideGate(ResidualSpace.read(in), in.readFloat(), in.readFloat());
    gate.hotTicks = (int) StateFormat.readCount(in);
    gate.calmTicks = (int) StateFormat.readCount(in);
    return gate;
  }
}
