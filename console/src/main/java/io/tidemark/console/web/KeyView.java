package io.tidemark.console.web;

import io.tidemark.console.fleet.FleetRow;
import io.tidemark.console.fleet.KeyName;
import io.tidemark.console.signal.SignalBucket;
import io.tidemark.console.signal.SignalFeature;
import io.tidemark.console.signal.SignalSeries;
import io.tidemark.console.signal.SignalStretch;
import io.tidemark.schemas.PrintableText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One key; times in milliseconds since 1970, null in place of what is not known.
 *
 * @param now the key in the fleet; null where it is not there
 * @param from the time that is shown begins here
 * @param to and ends here
 * @param times of the points of every line: the last tick of each
 * @param evidence the highest at each point
 * @param threshold at each point
 * @param features what each feature read
 * @param incidents those that lasted at some time between, newest first
 */
record KeyView(
    String detector,
    String key,
    FleetApi.@Nullable RowView now,
    long from,
    long to,
    long[] times,
    @Nullable Float[] evidence,
    @Nullable Float[] threshold,
    List<FeatureLine> features,
    List<IncidentView> incidents) {

  /**
   * A feature at each point.
   *
   * @param observed its last value
   * @param lowest its lowest value; null where none differs from {@code observed}
   * @param highest its highest value, likewise
   */
  record FeatureLine(
      String name,
      @Nullable String unit,
      @Nullable Float[] observed,
      @Nullable Float @Nullable [] lowest,
      @Nullable Float @Nullable [] highest,
      @Nullable Float[] expected,
      @Nullable Float[] normalLow,
      @Nullable Float[] normalHigh) {}

  static KeyView of(
      KeyName name, @Nullable FleetRow row, SignalSeries series, List<IncidentView> incidents) {
    List<SignalBucket> buckets = new ArrayList<>();
    Map<String, Lines> lines = new LinkedHashMap<>();
    int size = series.stretches().stream().mapToInt(each -> each.buckets().size()).sum();
    for (SignalStretch stretch : series.stretches()) {
      int f = 0;
      for (SignalFeature feature : stretch.features()) {
        Lines of = lines.computeIfAbsent(feature.name(), each -> new Lines(feature, size));
        int at = buckets.size();
        for (SignalBucket bucket : stretch.buckets()) {
          of.set(at++, bucket.values(), f * SignalBucket.VALUES);
        }
        f++;
      }
      buckets.addAll(stretch.buckets());
    }
    Float[] evidence = new Float[size];
    Float[] threshold = new Float[size];
    for (int i = 0; i < size; i++) {
      evidence[i] = finite(buckets.get(i).evidence());
      threshold[i] = finite(buckets.get(i).threshold());
    }
    return new KeyView(
        PrintableText.of(name.detector()),
        PrintableText.of(name.key()),
        row == null ? null : FleetApi.RowView.of(row),
        series.from().toEpochMilli(),
        series.to().toEpochMilli(),
        buckets.stream().mapToLong(SignalBucket::time).toArray(),
        evidence,
        threshold,
        lines.values().stream().map(Lines::view).toList(),
        incidents);
  }

  private static final class Lines {
    private final SignalFeature feature;
    private final @Nullable Float[][] values;

    Lines(SignalFeature feature, int size) {
      this.feature = feature;
      this.values = new Float[SignalBucket.VALUES][size];
    }

    void set(int at, float[] from, int offset) {
      for (int i = 0; i < SignalBucket.VALUES; i++) {
        values[i][at] = finite(from[offset + i]);
      }
    }

    FeatureLine view() {
      Float[] observed = values[SignalBucket.LAST];
      boolean each =
          Arrays.equals(observed, values[SignalBucket.LOWEST])
              && Arrays.equals(observed, values[SignalBucket.HIGHEST]);
      String unit = feature.unit();
      return new FeatureLine(
          PrintableText.of(feature.name()),
          unit == null ? null : PrintableText.of(unit),
          observed,
          each ? null : values[SignalBucket.LOWEST],
          each ? null : values[SignalBucket.HIGHEST],
          values[SignalBucket.EXPECTED],
          values[SignalBucket.NORMAL_LOW],
          values[SignalBucket.NORMAL_HIGH]);
    }
  }

  private static @Nullable Float finite(float value) {
    return Float.isFinite(value) ? value : null;
  }
}
