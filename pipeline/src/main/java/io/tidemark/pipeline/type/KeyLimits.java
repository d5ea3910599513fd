package io.tidemark.pipeline.type;

import io.tidemark.detector.definition.DetectorDefinition;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.typeutils.TupleTypeInfo;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the keys of each detector within its {@code events.maxKeys}: anyone who can send events can
 * make up keys, and each takes memory until it is forgotten.
 *
 * <p>Each subtask keeps to its share. Keys do not spread evenly, so a share is larger than the
 * average by four standard deviations: a fleet of {@code maxKeys} is not refused by chance. Keys
 * are counted by key group, and the counts go where the key groups go when the job is rescaled. A
 * checkpoint from before there were limits has no counts; its keys are not counted until they are
 * forgotten and come back.
 */
public final class KeyLimits {
  private static final Logger LOG = LoggerFactory.getLogger(KeyLimits.class);

  private final ListState<Tuple3<String, Integer, Long>> saved;
  private final int groups;
  private final double part;
  private final Map<String, Long> shares = new HashMap<>();
  private final Map<String, long[]> keys = new ConcurrentHashMap<>();
  private final Set<String> full = new HashSet<>();
  private final Set<String> shown = new HashSet<>();
  private @Nullable Consumer<String> show;

  private KeyLimits(ListState<Tuple3<String, Integer, Long>> saved, int groups, double part) {
    this.saved = saved;
    this.groups = groups;
    this.part = part;
  }

  /**
   * The counts of the last checkpoint, or none.
   *
   * @param task the subtask whose keys are counted
   */
  public static KeyLimits restore(
      OperatorStateStore store, TaskInfo task, Collection<DetectorDefinition> detectors)
      throws Exception {
    int groups = task.getMaxNumberOfParallelSubtasks();
    var own =
        KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
            groups, task.getNumberOfParallelSubtasks(), task.getIndexOfThisSubtask());
    KeyLimits limits =
        new KeyLimits(
            store.getUnionListState(
                new ListStateDescriptor<>(
                    "keys-by-group",
                    new TupleTypeInfo<>(
                        BasicTypeInfo.STRING_TYPE_INFO,
                        BasicTypeInfo.INT_TYPE_INFO,
                        BasicTypeInfo.LONG_TYPE_INFO))),
            groups,
            (double) own.getNumberOfKeyGroups() / groups);
    for (Tuple3<String, Integer, Long> count : limits.saved.get()) {
      if (own.contains(count.f1)) {
        limits.counts(count.f0)[count.f1] = count.f2;
      }
    }
    detectors.forEach(limits::define);
    return limits;
  }

  /** Shows how many keys each detector has, as a gauge in the group {@code detector.NAME}. */
  public void show(MetricGroup group, String name) {
    Consumer<String> gauge =
        detector -> group.addGroup("detector", detector).gauge(name, () -> keys(detector));
    shown.forEach(gauge);
    show = gauge;
  }

  /** Takes over a detector's limit. */
  public void define(DetectorDefinition detector) {
    if (shown.add(detector.name()) && show != null) {
      show.accept(detector.name());
    }
    Integer most = detector.events().maxKeys();
    if (most == null) {
      shares.remove(detector.name());
    } else {
      double share = most * part;
      shares.put(detector.name(), (long) Math.min(most, Math.ceil(share + 4 * Math.sqrt(share))));
    }
  }

  /** Whether one more key may come. Says in the log once that none may. */
  public boolean hasRoom(String detector) {
    Long share = shares.get(detector);
    if (share == null || keys(detector) < share) {
      full.remove(detector);
      return true;
    }
    if (full.add(detector)) {
      LOG.warn(
          "Detector {} has as many keys as events.maxKeys allows; events of further keys are"
              + " refused here until keys are forgotten",
          detector);
    }
    return false;
  }

  /** The detector's keys on this subtask; any thread may ask, for about how many there are. */
  long keys(String detector) {
    long[] counts = keys.get(detector);
    return counts == null ? 0 : Arrays.stream(counts).sum();
  }

  private long[] counts(String detector) {
    return keys.computeIfAbsent(detector, name -> new long[groups]);
  }

  /** A key has come that was not known. */
  public void came(DetectorKey key) {
    counts(key.detector())[group(key)]++;
  }

  /** A key was forgotten. */
  public void left(DetectorKey key) {
    long[] counts = counts(key.detector());
    int group = group(key);
    counts[group] = Math.max(0, counts[group] - 1);
  }

  private int group(DetectorKey key) {
    return KeyGroupRangeAssignment.assignToKeyGroup(key, groups);
  }

  /** Makes the counts part of the checkpoint that is being taken. */
  public void save() throws Exception {
    saved.clear();
    for (Map.Entry<String, long[]> detector : keys.entrySet()) {
      for (int group = 0; group < groups; group++) {
        long count = detector.getValue()[group];
        if (count > 0) {
          saved.add(Tuple3.of(detector.getKey(), group, count));
        }
      }
    }
  }
}
