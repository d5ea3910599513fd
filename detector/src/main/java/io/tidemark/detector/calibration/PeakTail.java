package io.tidemark.detector.calibration;

import io.tidemark.detector.model.Quantile;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What stood over a high quantile of a key's normal scores, and the threshold that follows from it
 * (SPOT; with a local mean DSPOT: Siffer, Fouque, Termier, Largouet 2017). Of many peaks the latest
 * are kept.
 */
final class PeakTail implements Tail {
  private static final int MOST = 200;

  private final double start;
  private final float[] recent;
  private int filled;
  private int next;
  private long seen;
  private long over;
  private float[] excesses = new float[16];
  private double limit;

  private PeakTail(double start, int depth) {
    this.start = start;
    recent = new float[depth];
  }

  /**
   * Learns from normal scores in time order.
   *
   * @param scores more than {@code depth}
   * @param level quantile from which peaks count
   * @param depth scores that make the local mean; 0 for none
   */
  static PeakTail of(double[] scores, double level, int depth, double risk) {
    double[] distances = distances(scores, depth);
    double[] sorted = distances.clone();
    Arrays.sort(sorted);
    PeakTail tail = new PeakTail(Quantile.ofSorted(sorted, sorted.length, level), depth);
    for (double distance : distances) {
      tail.count(distance);
    }
    for (int i = Math.max(0, scores.length - depth); i < scores.length; i++) {
      tail.remember(scores[i]);
    }
    tail.limit = tail.limit(risk);
    return tail;
  }

  /** Of a key without normal scores: the model's quantiles, until there are peaks. */
  static PeakTail of(double start, double limit, int depth) {
    PeakTail tail = new PeakTail(start, depth);
    tail.limit = limit;
    return tail;
  }

  private static double[] distances(double[] scores, int depth) {
    if (depth == 0) {
      return scores;
    }
    PeakTail means = new PeakTail(0, depth);
    double[] distances = new double[Math.max(0, scores.length - depth)];
    for (int i = 0; i < scores.length; i++) {
      if (i >= depth) {
        distances[i - depth] = scores[i] - means.mean();
      }
      means.remember(scores[i]);
    }
    return distances;
  }

  /** Score that a normal window passes with the risk. */
  double limit() {
    return mean() + limit;
  }

  /** Takes a normal score. */
  void learn(double score, double risk) {
    if (count(score - mean()) && over >= GeneralisedPareto.FEWEST) {
      limit = limit(risk);
    }
    remember(score);
  }

  private boolean count(double distance) {
    seen++;
    if (!(distance > start)) {
      return false;
    }
    int at = (int) (over++ % MOST);
    if (at == excesses.length) {
      excesses = Arrays.copyOf(excesses, Math.min(MOST, 2 * at));
    }
    excesses[at] = (float) (distance - start);
    return true;
  }

  private void remember(double score) {
    if (recent.length > 0) {
      recent[next] = (float) score;
      next = (next + 1) % recent.length;
      filled = Math.min(filled + 1, recent.length);
    }
  }

  private double mean() {
    double sum = 0;
    for (int i = 0; i < filled; i++) {
      sum += recent[i];
    }
    return filled == 0 ? 0 : sum / filled;
  }

  /** By the fitted tail; where there is no fit, by the quantile of the excesses themselves. */
  private double limit(double risk) {
    int kept = kept();
    if (kept == 0) {
      return start;
    }
    double[] sorted = new double[kept];
    for (int i = 0; i < kept; i++) {
      sorted[i] = excesses[i];
    }
    Arrays.sort(sorted);
    double probability = Math.min(1, risk * seen / over);
    GeneralisedPareto fit = GeneralisedPareto.fit(sorted);
    if (fit == null) {
      return start + Quantile.ofSorted(sorted, kept, 1 - probability);
    }
    // Alarms are cut off from what the tail learns, so it looks lighter than it is, and with each
    // alarm lighter still: none is believed to be lighter than exponential.
    GeneralisedPareto tail =
        fit.shape() < 0
            ? new GeneralisedPareto(0, Arrays.stream(sorted).average().orElseThrow())
            : fit;
    return start + tail.excess(probability);
  }

  private int kept() {
    return (int) Math.min(over, MOST);
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeDouble(start);
    out.writeLong(seen);
    out.writeLong(over);
    out.writeDouble(limit);
    out.writeByte(kept());
    for (int i = 0; i < kept(); i++) {
      out.writeFloat(excesses[i]);
    }
    out.writeShort(recent.length);
    out.writeShort(filled);
    for (int i = 0; i < filled; i++) {
      out.writeFloat(recent[i]);
    }
    out.writeShort(next);
  }

  static PeakTail read(DataInput in) throws IOException {
    double start = in.readDouble();
    long seen = in.readLong();
    long over = in.readLong();
    double limit = in.readDouble();
    float[] excesses = new float[Math.max(1, in.readUnsignedByte())];
    for (int i = 0; i < Math.min(over, MOST); i++) {
      excesses[i] = in.readFloat();
    }
    PeakTail tail = new PeakTail(start, in.readUnsignedShort());
    tail.seen = seen;
    tail.over = over;
    tail.limit = limit;
    tail.excesses = excesses;
    tail.filled = in.readUnsignedShort();
    for (int i = 0; i < tail.filled; i++) {
      tail.recent[i] = in.readFloat();
    }
    tail.next = in.readUnsignedShort();
    return tail;
  }

  /** Whether it was made for this local mean. */
  static boolean is(@Nullable Tail tail, int depth) {
    return tail instanceof PeakTail peaks && peaks.recent.length == depth;
  }
}
