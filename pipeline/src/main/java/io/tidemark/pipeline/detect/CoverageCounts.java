package io.tidemark.pipeline.detect;

import io.tidemark.detector.coverage.CoverageChange;
import io.tidemark.detector.coverage.CoverageStatus;
import io.tidemark.pipeline.type.KeyCounts;
import io.tidemark.schemas.BlindReason;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/** How many keys of each detector are watched, warm up, or are blind, by reason. */
final class CoverageCounts {
  private final Map<CoverageStatus, KeyCounts> counts;

  private CoverageCounts(Map<CoverageStatus, KeyCounts> counts) {
    this.counts = counts;
  }

  /** The counts of the last checkpoint, or none. */
  static CoverageCounts restore(OperatorStateStore store, Map<String, Long> detectors)
      throws Exception {
    Map<CoverageStatus, KeyCounts> counts = new HashMap<>();
    for (CoverageStatus status : CoverageStatus.values()) {
      counts.put(status, KeyCounts.restore(store, "coverage-" + name(status), detectors, true));
    }
    return new CoverageCounts(counts);
  }

  private static String name(CoverageStatus status) {
    Enum<?> named = status.reason() == null ? status.state() : status.reason();
    return named.name().toLowerCase(Locale.ROOT);
  }

  /** Shows each as a gauge: blind keys by reason in the group {@code reason.NAME}. */
  void show(MetricGroup group) {
    of(CoverageStatus.WATCHED).show(group, "keysWatched");
    of(CoverageStatus.WARMING_UP).show(group, "keysWarmingUp");
    for (BlindReason reason : BlindReason.values()) {
      CoverageStatus blind = CoverageStatus.blind(reason);
      of(blind).show(group, "reason", name(blind), "keysBlind");
    }
  }

  private KeyCounts of(CoverageStatus status) {
    return Objects.requireNonNull(counts.get(status), status::toString);
  }

  void take(CoverageChange change) {
    String detector = change.now().getDetector();
    add(change.before(), detector, -1);
    add(change.after(), detector, 1);
  }

  private void add(@Nullable CoverageStatus status, String detector, long keys) {
    if (status != null) {
      of(status).add(detector, keys);
    }
  }

  /** Counts the keys of a detector from now on. */
  void define(String detector) {
    counts.values().forEach(count -> count.define(detector, 0L));
  }

  /** Makes the counts part of the checkpoint that is being taken. */
  void save() throws Exception {
    for (KeyCounts count : counts.values()) {
      count.save();
    }
  }
}
