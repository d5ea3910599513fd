package io.tidemark.detector.window;

import io.tidemark.detector.definition.Aggregate;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Feature;
import io.tidemark.detector.tick.StateFormat;
import io.tidemark.detector.tick.TickAggregator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The shape of a key's window state, which lies in the state itself: state is restored without its
 * detector's definition. One instance serves all keys of that shape.
 */
final class KeyLayout {
  private static final Aggregate[] AGGREGATES = Aggregate.values();
  private static final Map<Shape, KeyLayout> KNOWN = new ConcurrentHashMap<>();

  private final Shape shape;
  private final TickAggregator aggregator;

  private record Shape(List<Aggregate> aggregates, int length) {}

  private KeyLayout(Shape shape) {
    this.shape = shape;
    aggregator = new TickAggregator(shape.aggregates());
  }

  static KeyLayout of(DetectorDefinition definition) {
    return of(
        definition.features().stream().map(Feature::aggregate).toList(),
        definition.window().length());
  }

  private static KeyLayout of(List<Aggregate> aggregates, int length) {
    return KNOWN.computeIfAbsent(new Shape(aggregates, length), KeyLayout::new);
  }

  TickAggregator aggregator() {
    return aggregator;
  }

  int features() {
    return shape.aggregates().size();
  }

  /** Window length W in ticks. */
  int length() {
    return shape.length();
  }

  void write(DataOutput out) throws IOException {
    StateFormat.writeCount(length(), out);
    StateFormat.writeCount(features(), out);
    for (Aggregate aggregate : shape.aggregates()) {
      out.writeByte(aggregate.ordinal());
    }
  }

  static KeyLayout read(DataInput in) throws IOException {
    int length = (int) StateFormat.readCount(in);
    int features = (int) StateFormat.readCount(in);
    List<Aggregate> aggregates = new ArrayList<>(features);
    for (int i = 0; i < features; i++) {
      aggregates.add(AGGREGATES[in.readUnsignedByte()]);
    }
    return of(List.copyOf(aggregates), length);
  }
}
