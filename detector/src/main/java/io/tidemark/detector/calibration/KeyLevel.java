package io.tidemark.detector.calibration;

import io.tidemark.detector.model.CarriedState;
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

  /** Share of the long-run average that is taken off a score. */
  private static final double DETREND = 0.4;

  /** Share of the peak in a score, and what the peak loses with each window. */
  private static final double PEAK_SHARE = 0.25;

  private static final double LEAK = 0.01;

  private double peak;
  private double longRun;
  private int count;
  private final Drift drift = new Drift();
  private @Nullable KeyEvidence evidence;
  private boolean counted;
  private final CarriedState carried;

  /** Model whose scores these are, by its digest; 0 where it is not known. */
  private long model;

  /** Of a key that has been scored by no model. */
  public KeyLevel() {
    this(new CarriedState());
  }

  /**
   * Of a key without a verdict.
   *
   * @param carried what its model carries so far
   */
  public KeyLevel(CarriedState carried) {
    this.carried = carried;
  }

  /** As {@link #rank(double, boolean)}, of a level that counts. */
  double rank(double level) {
    return rank(level, true);
  }

  /**
   * Takes the next level.
   *
   * @param learns whether it counts for those that follow
   * @return what ranks the window among others of the key: mostly the level, but a strong window is
   *     remembered for a time that grows with the logarithm of its distance, and what has been high
   *     for long ranks under what has just risen
   */
  double rank(double level, boolean learns) {
    double high = count == 0 ? level : Math.max(level, peak - LEAK);
    double usual = count == 0 ? level : longRun;
    if (learns) {
      peak = high;
      count = Math.min(count + 1, Integer.MAX_VALUE - 1);
      // A plain mean until there are enough, so that the first window does not weigh for ever.
      longRun += Math.max(LONG_RUN, 1.0 / count) * (level - longRun);
    }
    return (1 - PEAK_SHARE) * level + PEAK_SHARE * high - DETREND * usual;
  }

  /** Takes over where another's scores stand. */
  void rankFrom(KeyLevel other) {
    peak = other.peak;
    longRun = other.longRun;
    count = other.count;
  }

  /** Whether the key's recent p-values are those of its normal windows. */
  public Drift drift() {
    return drift;
  }

  /** Evidence gathered so far; null before the first verdict. */
  @Nullable KeyEvidence evidence() {
    return evidence;
  }

  void evidence(@Nullable KeyEvidence now) {
    evidence = now;
  }

  /** Whether the key counts in the budget of the model whose scores it knows. */
  public boolean counts() {
    return counted;
  }

  void counted(boolean now) {
    counted = now;
  }

  /** What the model carries for the key from tick to tick. */
  public CarriedState carried() {
    return carried;
  }

  /** First 64 bits of the digest of the model whose scores it knows; 0 where none is known. */
  public long model() {
    return model;
  }

  void servedBy(long serving) {
    model = serving;
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    out.writeDouble(peak);
    out.writeDouble(longRun);
    out.writeInt(count);
    drift.write(out);
    KeyEvidence gathered = evidence;
    out.writeBoolean(gathered != null);
    if (gathered != null) {
      gathered.write(out);
    }
    out.writeBoolean(counted);
    carried.write(out);
    out.writeLong(model);
  }

  /** Reads what {@link #write} wrote. */
  public static KeyLevel read(DataInput in) throws IOException {
    KeyLevel level = new KeyLevel();
    level.peak = in.readDouble();
    level.longRun = in.readDouble();
    level.count = in.readInt();
    level.drift.read(in);
    level.evidence = in.readBoolean() ? KeyEvidence.read(in) : null;
    level.counted = in.readBoolean();
    level.carried.read(in);
    level.model = in.readLong();
    return level;
  }
}
