package io.tidemark.detector.alert;

import io.tidemark.schemas.FeatureDeviation;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The window of an incident that was furthest from normal.
 *
 * @param level how far: logarithm of 1 + distance
 * @param features that explain it, largest share first
 */
record WorstWindow(double level, List<FeatureDeviation> features) {
  /** Share of the error from which on a second feature is named too. */
  private static final double GOOD_PART = 0.2;

  static final WorstWindow NONE = new WorstWindow(0, List.of());

  /** Name of the feature that explains it best; empty where none does. */
  String leading() {
    return features.isEmpty() ? "" : features.get(0).getFeature();
  }

  /** Name of the feature that explains a good part of it as well; empty where none does. */
  String second() {
    return features.size() > 1 && features.get(1).getShare() >= GOOD_PART
        ? features.get(1).getFeature()
        : "";
  }

  /** A feature's share of the error; 0 where it is not among those that explain the window. */
  double share(String name) {
    return features.stream()
        .filter(feature -> feature.getFeature().equals(name))
        .mapToDouble(FeatureDeviation::getShare)
        .sum();
  }

  void write(DataOutput out) throws IOException {
    out.writeDouble(level);
    out.writeByte(features.size());
    for (FeatureDeviation feature : features) {
      out.writeUTF(feature.getFeature());
      out.writeBoolean(feature.getUnit() != null);
      if (feature.getUnit() != null) {
        out.writeUTF(feature.getUnit());
      }
      out.writeDouble(feature.getObserved());
      out.writeDouble(feature.getExpected());
      out.writeDouble(feature.getShare());
      write(feature.getNormalLow(), out);
      write(feature.getNormalHigh(), out);
    }
  }

  static WorstWindow read(DataInput in) throws IOException {
    double level = in.readDouble();
    int size = in.readUnsignedByte();
    List<FeatureDeviation> features = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      features.add(
          FeatureDeviation.newBuilder()
              .setFeature(in.readUTF())
              .setUnit(in.readBoolean() ? in.readUTF() : null)
              .setObserved(in.readDouble())
              .setExpected(in.readDouble())
              .setShare(in.readDouble())
              .setNormalLow(number(in))
              .setNormalHigh(number(in))
              .build());
    }
    return new WorstWindow(level, List.copyOf(features));
  }

  private static void write(@Nullable Double number, DataOutput out) throws IOException {
    out.writeDouble(number == null ? Double.NaN : number);
  }

  private static @Nullable Double number(DataInput in) throws IOException {
    double number = in.readDouble();
    return Double.isNaN(number) ? null : (Double) number;
  }
}
