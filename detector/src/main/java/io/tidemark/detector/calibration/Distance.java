package io.tidemark.detector.calibration;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How far a part of a window is from the key's normal, in units of the key's own 99 % quantile.
 *
 * @param standard the key's means and scales
 * @param own the key's own shape; null where the fleet's serves
 * @param unit edge of normal, over 0; NaN where it is not known
 */
record Distance(Standard standard, @Nullable Shape own, float unit) {

  /** Of a part of which the key has no normal windows. */
  static Distance unknown(int length) {
    float[] ones = new float[length];
    Arrays.fill(ones, 1);
    return new Distance(new Standard(new float[length], ones), null, Float.NaN);
  }

  /**
   * NaN where it is not known.
   *
   * @param fleet what serves where the key has no shape of its own
   */
  double of(float[] vector, Shape fleet) {
    return (own == null ? fleet : own).distance(standard.apply(vector)) / unit;
  }

  /**
   * What principal components leave of a vector.
   *
   * @param fleet what serves where the key has no shape of its own
   */
  Residual residual(float[] vector, Shape fleet) {
    double[] scores = standard.apply(vector);
    return new Residual(scores, (own == null ? fleet : own).residual(scores));
  }

  void write(DataOutput out) throws IOException {
    standard.write(out);
    out.writeBoolean(own != null);
    if (own != null) {
      own.write(out);
    }
    out.writeFloat(unit);
  }

  static Distance read(DataInput in) throws IOException {
    Standard standard = Standard.read(in);
    Shape own = in.readBoolean() ? Shape.read(in) : null;
    return new Distance(standard, own, in.readFloat());
  }
}
