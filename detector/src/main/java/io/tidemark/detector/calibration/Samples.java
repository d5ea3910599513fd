package io.tidemark.detector.calibration;

import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.tick.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The vectors of a key's calibration windows in time order, each {@code [parts][D]}, until its
 * first live window asks for a fit. Of a long warm-up the latest are kept.
 */
final class Samples {
  private final List<float[][]> vectors;

  Samples() {
    this(new ArrayList<>());
  }

  private Samples(List<float[][]> vectors) {
    this.vectors = vectors;
  }

  void add(float[][] sample) {
    if (vectors.size() == Baseline.MOST_WINDOWS) {
      vectors.remove(0);
    }
    vectors.add(sample);
  }

  int size() {
    return vectors.size();
  }

  List<float[][]> all() {
    return vectors;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(vectors.size());
    for (float[][] sample : vectors) {
      out.writeByte(sample.length);
      for (float[] vector : sample) {
        out.writeShort(vector.length);
        StateFormat.writeFloats(vector, vector.length, out);
      }
    }
  }

  static Samples read(DataInput in) throws IOException {
    int size = in.readInt();
    List<float[][]> vectors = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      float[][] sample = new float[in.readUnsignedByte()][];
      for (int part = 0; part < sample.length; part++) {
        sample[part] = new float[in.readUnsignedShort()];
        StateFormat.readFloats(sample[part], sample[part].length, in);
      }
      vectors.add(sample);
    }
    return new Samples(vectors);
  }
}
