package io.tidemark.detector.calibration;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A key's distances, one a part. */
final class KeyFit {
  private static final Part[] PARTS = Part.values();

  private final List<Part> parts;
  private final List<Distance> distances;

  KeyFit(List<Part> parts, List<Distance> distances) {
    this.parts = List.copyOf(parts);
    this.distances = List.copyOf(distances);
  }

  /** Whether it was learned from windows that had these parts in this shape. */
  boolean fits(List<Part> wanted, float[][] vectors) {
    if (!parts.equals(wanted)) {
      return false;
    }
    for (int i = 0; i < vectors.length; i++) {
      if (distances.get(i).standard().mean().length != vectors[i].length) {
        return false;
      }
    }
    return true;
  }

  /** Whether every part has the fleet's shape. */
  boolean borrowed() {
    return distances.stream().allMatch(distance -> distance.own() == null);
  }

  /** Logarithm of 1 + distance of each part: ln 2 at the edge of normal; NaN where not known. */
  double[] levels(float[][] vectors, Fleet fleet) {
    double[] levels = new double[vectors.length];
    for (int i = 0; i < levels.length; i++) {
      Shape shape = fleet.shape(parts.get(i), vectors[i].length);
      levels[i] =
          parts.get(i).known(vectors[i])
              ? Math.log1p(distances.get(i).of(vectors[i], shape))
              : Double.NaN;
    }
    return levels;
  }

  /** What the companion's principal components leave of its vector, the only one. */
  Residual residual(float[] vector, Fleet fleet) {
    return distances.get(0).residual(vector, fleet.shape(parts.get(0), vector.length));
  }

  /** Mean level of the parts that are known. */
  double level(float[][] vectors, Fleet fleet) {
    return mean(levels(vectors, fleet));
  }

  /** Mean of the levels that are known. */
  static double mean(double[] levels) {
    double sum = 0;
    int n = 0;
    for (double level : levels) {
      if (!Double.isNaN(level)) {
        sum += level;
        n++;
      }
    }
    return sum / n;
  }

  void write(DataOutput out) throws IOException {
    out.writeByte(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      out.writeByte(parts.get(i).ordinal());
      distances.get(i).write(out);
    }
  }

  static KeyFit read(DataInput in) throws IOException {
    int size = in.readUnsignedByte();
    List<Part> parts = new ArrayList<>(size);
    List<Distance> distances = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      parts.add(PARTS[in.readUnsignedByte()]);
      distances.add(Distance.read(in));
    }
    return new KeyFit(parts, distances);
  }
}
