package io.tidemark.pipeline.type;

import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.Counter;

/**
 * Counts something twice: as a metric of the operator, for dashboards, and as an accumulator of the
 * job, for whoever holds its client. Both start at 0 after a restart.
 */
public final class Tally {
  private final Counter metric;
  private final LongCounter total = new LongCounter();

  /**
   * @param name of metric and accumulator
   */
  public Tally(RuntimeContext context, String name) {
    metric = context.getMetricGroup().counter(name);
    context.addAccumulator(name, total);
  }

  public void increment() {
    increment(1);
  }

  public void increment(long by) {
    metric.inc(by);
    total.add(by);
  }
}
