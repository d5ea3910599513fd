package io.tidemark.detector.window;

import io.tidemark.detector.linear.Clip;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Gives the model a value for each reading that is missing: what the other readings of its tick let
 * expect, as the readings of the fleet's keys go together; the normal value where nothing is known
 * of that. For one thread.
 */
final class MissingReadings {
  /** Added to each variance, so that readings that go together closely are not overrated. */
  private static final double RIDGE = 0.1;

  /** Sets of missing readings of which the weights are kept. */
  private static final int MOST_KEPT = 64;

  private static final int NEVER = -1;

  private final int features;
  private final int maxGap;
  private final FleetFeatures fleet;
  private final int[] last;
  private final BitSet missing = new BitSet();

  /** By missing readings: weights of those that are there, {@code [missing, present]}. */
  private final Map<BitSet, DMatrixRMaj> weights =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<BitSet, DMatrixRMaj> eldest) {
          return size() > MOST_KEPT;
        }
      };

  /**
   * @param maxGap ticks for which a value says something of those after it
   */
  MissingReadings(int features, int maxGap, FleetFeatures fleet) {
    this.features = features;
    this.maxGap = maxGap;
    last = new int[features];
    this.fleet = fleet;
  }

  /**
   * Fills in what is missing. A reading keeps its distance from what the others let expect for up
   * to {@code maxGap} ticks; so one that no other tells anything of keeps its value.
   *
   * @param window {@code [ticks, F]}, standard scores; NaN for what is missing
   */
  void fill(float[] window) {
    Arrays.fill(last, NEVER);
    for (int from = 0; from < window.length; from += features) {
      missing.clear();
      for (int f = 0; f < features; f++) {
        if (Float.isNaN(window[from + f])) {
          missing.set(f);
        } else {
          last[f] = from;
        }
      }
      if (!missing.isEmpty()) {
        fill(window, from);
      }
    }
  }

  private void fill(float[] window, int from) {
    int[] present = present();
    DMatrixRMaj known = weights.get(missing);
    if (known == null) {
      known = weights(present, missing.stream().toArray());
      weights.put((BitSet) missing.clone(), known);
    }
    int row = 0;
    for (int f = missing.nextSetBit(0); f >= 0; f = missing.nextSetBit(f + 1), row++) {
      double expected = expected(known, row, present, window, from);
      if (last[f] != NEVER && from - last[f] <= maxGap * features) {
        expected += window[last[f] + f] - expected(known, row, present, window, last[f]);
      }
      window[from + f] = (float) Clip.within(expected, FeatureBaseline.CLIP);
    }
  }

  private static double expected(
      DMatrixRMaj weights, int row, int[] present, float[] window, int from) {
    double sum = 0;
    for (int i = 0; i < present.length; i++) {
      sum += weights.get(row, i) * window[from + present[i]];
    }
    return sum;
  }

  private int[] present() {
    int[] present = new int[features - missing.cardinality()];
    int n = 0;
    for (int f = missing.nextClearBit(0); f < features; f = missing.nextClearBit(f + 1)) {
      present[n++] = f;
    }
    return Arrays.copyOf(present, n);
  }

  /** The regression of the missing on the present: {@code C_mp C_pp^-1}. */
  private DMatrixRMaj weights(int[] present, int[] absent) {
    DMatrixRMaj weights = new DMatrixRMaj(absent.length, present.length);
    if (!fleet.knowsCovariance() || present.length == 0) {
      return weights;
    }
    DMatrixRMaj among = block(present, present);
    for (int i = 0; i < present.length; i++) {
      among.add(i, i, RIDGE);
    }
    if (CommonOps_DDRM.invert(among)) {
      CommonOps_DDRM.mult(block(absent, present), among, weights);
    }
    return weights;
  }

  private DMatrixRMaj block(int[] rows, int[] columns) {
    DMatrixRMaj block = new DMatrixRMaj(rows.length, columns.length);
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        block.set(i, j, fleet.covariance(rows[i], columns[j]));
      }
    }
    return block;
  }
}
