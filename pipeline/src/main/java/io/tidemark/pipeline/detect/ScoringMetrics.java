package io.tidemark.pipeline.detect;

import io.tidemark.detector.model.BatchPlan;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.pipeline.type.Tally;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** What dashboards can know of the scoring: how full batches are and what the model costs. */
final class ScoringMetrics {
  private static final int RECENT_BATCHES = 1000;

  private final MetricGroup group;
  private final Tally windowsScored;
  private final Tally windowsShed;
  private final Tally windowsFailed;
  private final Histogram batchSize;
  private final Histogram batchMicros;
  private final Histogram queueMicros;
  private final Counter inferenceNanos;
  private final Map<String, Running> running = new ConcurrentHashMap<>();
  private final Set<List<String>> shown = new HashSet<>();

  ScoringMetrics(RuntimeContext context) {
    group = context.getMetricGroup();
    windowsScored = new Tally(context, "windowsScored");
    windowsShed = new Tally(context, "windowsShed");
    windowsFailed = new Tally(context, "windowsFailed");
    batchSize = group.histogram("batchSize", new DescriptiveStatisticsHistogram(RECENT_BATCHES));
    batchMicros =
        group.histogram("batchMicros", new DescriptiveStatisticsHistogram(RECENT_BATCHES));
    queueMicros =
        group.histogram("queueMicros", new DescriptiveStatisticsHistogram(RECENT_BATCHES));
    inferenceNanos = group.counter("inferenceNanos");
  }

  /**
   * Shows what runs a detector's model and why: a gauge of 1 under the provider's name and the
   * reason, another under the model's version; and in what batches, and how much memory it takes
   * beside the heap. Where another model takes over, the gauges of the one before fall to 0.
   */
  void runs(String detector, OnnxModel model, BatchPlan plan) {
    Running now =
        new Running(
            model.metadata().version(),
            model.provider().provider().name(),
            model.provider().reason(),
            plan.batch(),
            model.nativeBytes());
    MetricGroup own = group.addGroup("detector", detector);
    if (running.put(detector, now) == null) {
      own.gauge("bestBatch", () -> of(detector).batch());
      own.gauge("nativeBytes", () -> of(detector).nativeBytes());
    }
    if (shown.add(List.of(detector, now.version()))) {
      own.addGroup("version", now.version())
          .gauge("modelServing", () -> of(detector).version().equals(now.version()) ? 1 : 0);
    }
    if (shown.add(List.of(detector, now.provider(), now.reason()))) {
      own.addGroup("provider", now.provider())
          .addGroup("reason", now.reason())
          .gauge("models", () -> of(detector).sameProvider(now) ? 1 : 0);
    }
  }

  /** Lets the gauges of a detector fall to 0 that has no model, whether or not it had one. */
  void runsWithoutModel(String detector) {
    retired(detector);
  }

  /** Lets the gauges of a detector fall to 0 that has been removed. */
  void retired(String detector) {
    running.replace(detector, Running.NOTHING);
  }

  private Running of(String detector) {
    return Objects.requireNonNull(running.get(detector));
  }

  /** A window was left out because scoring has fallen behind. */
  void shed() {
    windowsShed.increment();
  }

  /** Windows are left without a verdict because the model that serves failed on them. */
  void failed(int windows) {
    windowsFailed.increment(windows);
  }

  /**
   * A batch was scored.
   *
   * @param waitedNanos how long its first window had waited for it
   * @param nanos how long the model took
   */
  void scored(int windows, long waitedNanos, long nanos) {
    windowsScored.increment(windows);
    batchSize.update(windows);
    queueMicros.update(waitedNanos / 1000);
    batchMicros.update(nanos / 1000);
    inferenceNanos.inc(nanos);
  }

  /** What runs now; not the model itself, which may be closed while somebody looks. */
  private record Running(
      String version, String provider, String reason, int batch, long nativeBytes) {
    private static final Running NOTHING = new Running("", "", "", 0, 0);

    boolean sameProvider(Running other) {
      return provider.equals(other.provider) && reason.equals(other.reason);
    }
  }
}
