package io.tidemark.detector.calibration;

import io.tidemark.detector.model.Quantile;
import io.tidemark.detector.model.ScoreQuantiles;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/**
 * The evidence that a key is not normal, gathered window by window: a cumulative sum (CUSUM, Page
 * 1954) of how far each window's level stands beyond the tail of the key's recent levels. A level
 * is a logarithm of 1 + distance, so a distance that doubles counts the same wherever it starts.
 *
 * <p>The tail is a running average, an edge that one level in ten exceeds, and a scale: the mean
 * excess over the edge. All three follow the key while it is normal. An incident opens when the
 * evidence reaches the threshold and ends when the key has been calm for some windows. Each opening
 * makes the key's further evidence count less for a while, so that a restless key does not open one
 * incident after the other.
 *
 * <p>Where feedback has raised the threshold for windows of some shape, the threshold is raised by
 * as much as their part of the evidence calls for. Evidence that reaches the usual threshold and
 * not the raised one is held back: it ends as an incident would, and teaches the tail nothing, so
 * that the key is as sensitive as before to all else.
 *
 * <p>State of one key by one model. Constants are those of the study in docs/lab/detection.md.
 */
final class KeyEvidence {
  /** Windows that the running average looks back. */
  private static final int DEPTH = 30;

  /** Share of the normal levels under the edge. */
  private static final double EDGE = 0.9;

  private static final double SMALLEST_EDGE = 0.01;
  private static final double SMALLEST_SCALE = 0.05;

  /** The scale that a key is thought to have before its levels say otherwise, and its weight. */
  private static final double USUAL_SCALE = 0.15;

  private static final double USUAL_WEIGHT = 10;

  /** How fast edge and scale follow the key, a window. */
  private static final double LEARNING = 0.01;

  /** Edge and scale never fall under this share of what they were after the warm-up. */
  private static final double LEAST_SHARE = 0.3;

  /** An excess teaches the scale at most this many times what the scale was. */
  private static final double LARGEST_EXCESS = 5;

  /** What a window takes off the evidence, in scales. */
  private static final double ALLOWANCE = 1;

  /** What an opening adds to the divisor of further evidence, and how fast that fades. */
  private static final double BOOST = 0.25;

  private static final double BOOST_FADES = 1.0 / 3000;

  /** A window that stands no further over the edge, in scales, is calm. */
  private static final double CALM = 1;

  /** Calm windows that end an incident. */
  private static final int CALM_WINDOWS = 3;

  /**
   * A window that stands further over the edge as it was when the incident opened, in scales, and
   * over this share of what the worst window stood over it, is still abnormal, though the average
   * has followed it; but only for a limited time, after which what stays is the key's new normal.
   */
  private static final double STILL_ABNORMAL = 3;

  private static final double SHARE_OF_WORST = 0.25;

  private static final long LONGEST_HELD_MILLIS = Duration.ofHours(1).toMillis();

  private double average;
  private int count;
  private double edge;
  private double scale;
  private double firstEdge;
  private double firstScale;
  private double evidence;

  /** How many times the usual threshold counts for what the evidence is made of, at least 1. */
  private double raised = 1;

  private double boost;
  private boolean open;
  private int calm;

  /** Where the edge stood when the incident opened; of no meaning while none is open. */
  private double edgeBefore;

  /** How far the incident's worst window stands over that. */
  private double worst;

  private long openedAtMillis;

  private KeyEvidence() {}

  /**
   * Of a key with these normal levels.
   *
   * @param levels at least one, in time order
   */
  static KeyEvidence of(double[] levels) {
    KeyEvidence start = new KeyEvidence();
    start.average = levels[0];
    double[] distances = new double[levels.length];
    for (int i = 0; i < levels.length; i++) {
      distances[i] = levels[i] - start.average;
      start.follow(distances[i]);
    }
    double[] sorted = distances.clone();
    Arrays.sort(sorted);
    start.edge = Math.max(Quantile.ofSorted(sorted, sorted.length, EDGE), SMALLEST_EDGE);
    double excess = USUAL_SCALE * USUAL_WEIGHT;
    double weight = USUAL_WEIGHT;
    for (double distance : distances) {
      if (distance > start.edge) {
        excess += distance - start.edge;
        weight++;
      }
    }
    return start.startAt(start.edge, excess / weight);
  }

  /**
   * Of a key without normal levels of its own.
   *
   * @param model normal scores of the model
   * @param unit the score whose level is ln 2
   */
  static KeyEvidence of(ScoreQuantiles model, double unit) {
    KeyEvidence start = new KeyEvidence();
    start.average = Math.log1p(model.quantile(0.5) / unit);
    start.count = DEPTH;
    double high = Math.log1p(model.quantile(EDGE) / unit);
    double higher = Math.log1p(model.quantile(0.99) / unit);
    // Of an exponential tail a tenth of what stands over the edge stands over the 99 % quantile.
    return start.startAt(high - start.average, (higher - high) / Math.log(10));
  }

  /** Of a key whose tail is known, and whose average looks back all the way. */
  static KeyEvidence of(LevelTail tail) {
    KeyEvidence start = new KeyEvidence();
    start.average = tail.average();
    start.count = DEPTH;
    return start.startAt(tail.edge(), tail.scale());
  }

  /** What the next level is held against. */
  LevelTail tail() {
    return new LevelTail(average, edge, scale);
  }

  private KeyEvidence startAt(double startEdge, double startScale) {
    firstEdge = Math.max(startEdge, SMALLEST_EDGE);
    firstScale = Math.max(startScale, SMALLEST_SCALE);
    edge = firstEdge;
    scale = firstScale;
    return this;
  }

  /**
   * Takes the key's next window.
   *
   * @param matters whether its deviation is of any interest; where not, it is no evidence
   * @param threshold evidence that opens an incident
   * @param factor how many times the threshold counts for a window of this shape, at least 1
   * @param endMillis of the window, epoch milliseconds
   * @param learns whether what is usual of the key, and how restless it is, follows the window
   * @return whether an incident is open
   */
  boolean add(
      double level,
      boolean matters,
      double threshold,
      double factor,
      long endMillis,
      boolean learns) {
    double distance = level - average;
    double excess = (distance - edge) / scale;
    double gained = (matters ? excess / (1 + boost) : Math.min(excess, 0)) - ALLOWANCE;
    if (!open) {
      gather(gained, factor);
      if (evidence >= threshold * raised) {
        open = true;
        calm = 0;
        edgeBefore = average + edge;
        worst = level - edgeBefore;
        openedAtMillis = endMillis;
        boost += learns ? BOOST : 0;
      } else if (evidence >= threshold) {
        holdBack(matters && excess > CALM);
      } else if (learns) {
        learn(distance);
      }
    } else {
      evidence = Math.max(evidence, gained);
      boolean abnormal = stillAbnormal(level, endMillis) || excess > CALM;
      calm = matters && abnormal ? 0 : calm + 1;
      if (calm >= CALM_WINDOWS) {
        open = false;
        drop();
      }
    }
    if (learns) {
      boost -= boost * BOOST_FADES;
      follow(distance);
    }
    return open;
  }

  private void gather(double gained, double factor) {
    if (gained <= 0) {
      evidence = Math.max(0, evidence + gained);
      raised = evidence == 0 ? 1 : raised;
      return;
    }
    double counted = evidence / raised + gained / factor;
    evidence += gained;
    raised = evidence / counted;
  }

  /** What begins to be held back is abnormal, so that the count starts there. */
  private void holdBack(boolean abnormal) {
    calm = abnormal ? 0 : calm + 1;
    if (calm >= CALM_WINDOWS) {
      drop();
    }
  }

  private void drop() {
    evidence = 0;
    raised = 1;
  }

  private boolean stillAbnormal(double level, long endMillis) {
    double over = level - edgeBefore;
    worst = Math.max(worst, over);
    return Math.abs(endMillis - openedAtMillis) < LONGEST_HELD_MILLIS
        && over > STILL_ABNORMAL * scale
        && over > SHARE_OF_WORST * worst;
  }

  private void learn(double distance) {
    double step = LEARNING * firstScale * ((distance > edge ? 1 : 0) - (1 - EDGE));
    edge = Math.max(edge + step, LEAST_SHARE * firstEdge);
    if (distance > edge) {
      double excess = Math.min(distance - edge, LARGEST_EXCESS * firstScale);
      scale = Math.max(scale + LEARNING * (excess - scale), LEAST_SHARE * firstScale);
    }
  }

  /** Anomalies too: what stays becomes usual. */
  private void follow(double distance) {
    count = Math.min(count + 1, DEPTH);
    average += distance / count;
  }

  /** Whether an incident is open. */
  boolean open() {
    return open;
  }

  /**
   * Calm windows in a row, up to the latest; of no meaning where no incident was open before it.
   */
  int calm() {
    return calm;
  }

  /** At least 0. */
  double evidence() {
    return evidence;
  }

  /** How many times the usual threshold counts for the evidence, at least 1. */
  double raised() {
    return raised;
  }

  void write(DataOutput out) throws IOException {
    out.writeDouble(average);
    out.writeByte(count);
    out.writeDouble(edge);
    out.writeDouble(scale);
    out.writeDouble(firstEdge);
    out.writeDouble(firstScale);
    out.writeDouble(evidence);
    out.writeDouble(raised);
    out.writeDouble(boost);
    out.writeBoolean(open);
    out.writeByte(calm);
    out.writeDouble(edgeBefore);
    out.writeDouble(worst);
    out.writeLong(openedAtMillis);
  }

  static KeyEvidence read(DataInput in) throws IOException {
    KeyEvidence read = new KeyEvidence();
    read.average = in.readDouble();
    read.count = in.readUnsignedByte();
    read.edge = in.readDouble();
    read.scale = in.readDouble();
    read.firstEdge = in.readDouble();
    read.firstScale = in.readDouble();
    read.evidence = in.readDouble();
    read.raised = in.readDouble();
    read.boost = in.readDouble();
    read.open = in.readBoolean();
    read.calm = in.readUnsignedByte();
    read.edgeBefore = in.readDouble();
    read.worst = in.readDouble();
    read.openedAtMillis = in.readLong();
    return read;
  }
}
