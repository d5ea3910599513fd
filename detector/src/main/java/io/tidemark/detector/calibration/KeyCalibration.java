package io.tidemark.detector.calibration;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is normal for one key, learned in its warm-up: first the windows themselves, then, from the
 * first verdict on, what was made of them. State for {@link ScoreJudge}, which alone changes it.
 */
public final class KeyCalibration {
  private static final double[] NO_SCORES = {};

  private @Nullable Samples samples;
  private double[] scores = NO_SCORES;
  private int count;
  private @Nullable KeyFit fit;
  private @Nullable Reference reference;

  /** Model whose scores these are, and how they are made; 0 where it is not known. */
  private long model;

  private boolean again;

  /**
   * Whether nothing more is to be made of what it learned: a host that keeps bytes has something
   * new to keep when this turns true.
   */
  public boolean settled() {
    return samples == null && count == 0;
  }

  /** Normal scores known. */
  public int count() {
    return reference != null ? reference.size() : samples != null ? samples.size() : count;
  }

  void addSample(float[][] sample) {
    Samples kept = samples == null ? new Samples() : samples;
    kept.add(sample);
    samples = kept;
  }

  void addScore(double score) {
    if (count == scores.length) {
      scores = Arrays.copyOf(scores, count + count / 2 + 16);
    }
    scores[count++] = score;
  }

  @Nullable Samples samples() {
    return samples;
  }

  /** Plain scores that wait to become a reference, in time order. */
  double[] waiting() {
    return Arrays.copyOf(scores, count);
  }

  /**
   * Makes sure that what it knows is of this model: else it forgets it, and is to learn again.
   *
   * @return whether it is to learn again
   */
  boolean learnsAgain(long asked) {
    if (model != asked) {
      boolean other = model != 0 && count() > 0;
      model = asked;
      if (other) {
        settle(null, null);
        again = true;
      }
    }
    return again;
  }

  void settle(@Nullable KeyFit newFit, @Nullable Reference newReference) {
    samples = null;
    scores = NO_SCORES;
    count = 0;
    again = false;
    fit = newFit;
    reference = newReference;
  }

  @Nullable KeyFit fit() {
    return fit;
  }

  @Nullable Reference reference() {
    return reference;
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    Samples waiting = samples;
    out.writeBoolean(waiting != null);
    if (waiting != null) {
      waiting.write(out);
    }
    out.writeInt(count);
    for (int i = 0; i < count; i++) {
      out.writeFloat((float) scores[i]);
    }
    KeyFit learned = fit;
    out.writeBoolean(learned != null);
    if (learned != null) {
      learned.write(out);
    }
    Reference normal = reference;
    out.writeBoolean(normal != null);
    if (normal != null) {
      normal.write(out);
    }
    out.writeLong(model);
    out.writeBoolean(again);
  }

  /** Reads what {@link #write} wrote. */
  public static KeyCalibration read(DataInput in) throws IOException {
    KeyCalibration state = new KeyCalibration();
    state.samples = in.readBoolean() ? Samples.read(in) : null;
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      state.addScore(in.readFloat());
    }
    state.fit = in.readBoolean() ? KeyFit.read(in) : null;
    state.reference = in.readBoolean() ? Reference.read(in) : null;
    state.model = in.readLong();
    state.again = in.readBoolean();
    return state;
  }
}
