package io.tidemark.detector.calibration;

import io.tidemark.detector.definition.AlertPolicy;
import io.tidemark.detector.definition.Scoring;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where the scores of a key stand now: the part of its state that moves with every window, kept
 * apart because it is small. State for {@link ScoreJudge}, which alone changes it.
 */
public final class KeyLevel {
  /** Weight of the newest in the long-run average. */
  private static final double LONG_RUN = 0.005;

  private double slow;
  private double trend;
  private int count;
  private final Drift drift = new Drift();
  private int above;
  private int under;
  private boolean alarmed;
  private @Nullable Tail tail;

  /** Model whose scores the tail is of, by its digest; 0 where it is not known. */
  private long model;

  /**
   * Takes the next level.
   *
   * @return the mean of the level and its slow average, so that a jump shows at once and a drift in
   *     time, less a share of the long-run average before it
   */
  double next(double level, Scoring scoring) {
    double usual = count == 0 ? level : trend;
    count = Math.min(count + 1, Integer.MAX_VALUE - 1);
    // A plain mean until there are enough, so that the first window does not weigh for ever.
    double share = 1.0 / count;
    slow += Math.max(scoring.smoothing(), share) * (level - slow);
    trend += Math.max(LONG_RUN, share) * (level - trend);
    return (level + slow) / 2 - scoring.detrend() * usual;
  }

  void set(KeyLevel other) {
    slow = other.slow;
    trend = other.trend;
    count = other.count;
  }

  /** Whether the key's recent p-values are those of its normal windows. */
  public Drift drift() {
    return drift;
  }

  @Nullable Tail tail() {
    return tail;
  }

  void tail(@Nullable Tail learned) {
    tail = learned;
  }

  /** Whether the key counts in the budget of the model whose scores it knows. */
  public boolean counts() {
    return tail instanceof ExponentialTail;
  }

  /** First 64 bits of the digest of the model whose scores it knows; 0 where none is known. */
  public long model() {
    return model;
  }

  void servedBy(long serving) {
    model = serving;
  }

  /** Takes whether the next window is anomalous; whether it opens an incident by this policy. */
  boolean opens(boolean anomalous, AlertPolicy policy) {
    above = anomalous ? Math.min(above + 1, policy.openAfter()) : 0;
    under = anomalous ? 0 : Math.min(under + 1, policy.resolveAfter());
    boolean opens = !alarmed && above >= policy.openAfter();
    alarmed = opens || (alarmed && under < policy.resolveAfter());
    return opens;
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    out.writeDouble(slow);
    out.writeInt(count);
    drift.write(out);
    out.writeInt(above);
    out.writeInt(under);
    out.writeBoolean(alarmed);
    Tail.write(tail, out);
    out.writeDouble(trend);
    out.writeLong(model);
  }

  /** Reads what {@link #write} wrote. */
  public static KeyLevel read(DataInput in) throws IOException {
    KeyLevel level = new KeyLevel();
    level.slow = in.readDouble();
    level.count = in.readInt();
    level.drift.read(in);
    level.above = in.readInt();
    level.under = in.readInt();
    level.alarmed = in.readBoolean();
    level.tail = Tail.read(in);
    level.trend = in.readDouble();
    level.model = in.readLong();
    return level;
  }
}
