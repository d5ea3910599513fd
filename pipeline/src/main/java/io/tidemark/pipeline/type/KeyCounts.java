package io.tidemark.pipeline.type;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.typeutils.TupleTypeInfo;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/**
 * How many keys of each detector are in some condition, as gauges. The counts are saved with the
 * keys: after a restart their sum over all subtasks is right from the start. After rescaling one
 * subtask's count may be off, even below 0, for counts do not travel with their keys; the sum stays
 * right.
 */
public final class KeyCounts {
  private final ListState<Tuple3<String, Long, Long>> saved;
  private final Map<String, Long> shapes;
  private final Map<String, AtomicLong> counts = new HashMap<>();
  private @Nullable Consumer<String> show;

  private KeyCounts(ListState<Tuple3<String, Long, Long>> saved, Map<String, Long> shapes) {
    this.saved = saved;
    this.shapes = new HashMap<>(shapes);
    shapes.keySet().forEach(detector -> counts.put(detector, new AtomicLong()));
  }

  /**
   * The counts of the last checkpoint, or none.
   *
   * @param name of the state
   * @param shapes by detector: what was counted under another shape is dropped
   */
  public static KeyCounts restore(OperatorStateStore store, String name, Map<String, Long> shapes)
      throws Exception {
    return restore(store, name, shapes, false);
  }

  /**
   * As {@link #restore(OperatorStateStore, String, Map)}.
   *
   * @param others whether counts of detectors that are not in {@code shapes} are kept, since
   *     commands may have added them
   */
  public static KeyCounts restore(
      OperatorStateStore store, String name, Map<String, Long> shapes, boolean others)
      throws Exception {
    KeyCounts restored =
        new KeyCounts(
            store.getListState(
                new ListStateDescriptor<>(
                    name,
                    new TupleTypeInfo<>(
                        BasicTypeInfo.STRING_TYPE_INFO,
                        BasicTypeInfo.LONG_TYPE_INFO,
                        BasicTypeInfo.LONG_TYPE_INFO))),
            shapes);
    for (Tuple3<String, Long, Long> count : restored.saved.get()) {
      if (others && !shapes.containsKey(count.f0)) {
        restored.define(count.f0, count.f1);
      }
      if (count.f1.equals(restored.shapes.get(count.f0))) {
        restored.add(count.f0, count.f2);
      }
    }
    return restored;
  }

  /** Counts a detector's keys from 0 on, unless they are counted under this shape already. */
  public void define(String detector, long shape) {
    Long before = shapes.put(detector, shape);
    if (before != null && before == shape) {
      return;
    }
    AtomicLong known = counts.putIfAbsent(detector, new AtomicLong());
    if (known != null) {
      known.set(0);
    } else if (show != null) {
      show.accept(detector);
    }
  }

  /** Counts a detector's keys no more. */
  public void forget(String detector) {
    shapes.remove(detector);
    AtomicLong count = counts.get(detector);
    if (count != null) {
      count.set(0); // its gauge stays
    }
  }

  /** Shows each detector's count as a gauge of this name in the group {@code detector.NAME}. */
  public void show(MetricGroup group, String name) {
    show(detector -> group.addGroup("detector", detector), name);
  }

  /** As {@link #show(MetricGroup, String)}, in a further group within that. */
  public void show(MetricGroup group, String kind, String value, String name) {
    show(detector -> group.addGroup("detector", detector).addGroup(kind, value), name);
  }

  private void show(Function<String, MetricGroup> groups, String name) {
    show =
        detector ->
            groups.apply(detector).gauge(name, Objects.requireNonNull(counts.get(detector))::get);
    counts.keySet().forEach(show);
  }

  /** Counts keys that have come into the condition; fewer than 0: that have left it. */
  public void add(String detector, long keys) {
    AtomicLong count = counts.get(detector);
    if (count != null && keys != 0) {
      count.addAndGet(keys);
    }
  }

  /** Makes the counts part of the checkpoint that is being taken. */
  public void save() throws Exception {
    saved.clear();
    for (Map.Entry<String, AtomicLong> count : counts.entrySet()) {
      String detector = count.getKey();
      Long shape = shapes.get(detector);
      if (shape != null) {
        saved.add(Tuple3.of(detector, shape, count.getValue().get()));
      }
    }
  }
}
