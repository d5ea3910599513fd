package io.tidemark.pipeline.scoring;

import io.tidemark.detector.model.BatchPlan;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.pipeline.type.Tally;
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
  private final Histogram batchSize;
  private final Histogram batchMicros;
  private final Counter inferenceNanos;

  ScoringMetrics(RuntimeContext context) {
    group = context.getMetricGroup();
    windowsScored = new Tally(context, "windowsScored");
    windowsShed = new Tally(context, "windowsShed");
    batchSize = group.histogram("batchSize", new DescriptiveStatisticsHistogram(RECENT_BATCHES));
    batchMicros =
        group.histogram("batchMicros", new DescriptiveStatisticsHistogram(RECENT_BATCHES));
    inferenceNanos = group.counter("inferenceNanos");
  }

  /**
   * Shows what runs a detector's model and why: a gauge of 1 under the provider's name and the
   * reason; and in what batches, and how much memory it takes beside the heap.
   */
  void runs(String detector, OnnxModel model, BatchPlan plan) {
    MetricGroup own = group.addGroup("detector", detector);
    own.addGroup("provider", model.provider().provider().name())
        .addGroup("reason", model.provider().reason())
        .gauge("models", () -> 1);
    own.gauge("bestBatch", plan::batch);
    own.gauge("nativeBytes", model::nativeBytes);
  }

  /** A window was left out because scoring has fallen behind. */
  void shed() {
    windowsShed.increment();
  }

  void scored(int windows, long nanos) {
    windowsScored.increment(windows);
    batchSize.update(windows);
    batchMicros.update(nanos / 1000);
    inferenceNanos.inc(nanos);
  }
}
