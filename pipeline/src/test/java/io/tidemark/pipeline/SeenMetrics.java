package io.tidemark.pipeline;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.JobID;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.clusterframework.types.ResourceID;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.executiongraph.ExecutionGraphID;
import org.apache.flink.runtime.externalresource.ExternalResourceInfoProvider;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.metrics.groups.TaskManagerMetricGroup;
import org.apache.flink.runtime.metrics.groups.TaskMetricGroup;
import org.apache.flink.runtime.metrics.util.TestingMetricRegistry;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.runtime.scheduler.strategy.ExecutionVertexID;

/**
 * For tests: what the operators of one chain show to reporters, by the end of its name in its
 * scope.
 */
public final class SeenMetrics {
  private final JobID job = new JobID();
  private final Map<String, Metric> metrics = new ConcurrentHashMap<>();

  /** Where an operator runs that is watched; operators of one chain run in the same subtask. */
  public MockEnvironment environment() {
    return environment(ExternalResourceInfoProvider.NO_EXTERNAL_RESOURCES);
  }

  /** As {@link #environment()}, where Flink gives devices. */
  public MockEnvironment environment(ExternalResourceInfoProvider devices) {
    var registry =
        TestingMetricRegistry.builder()
            .setDelimiter('.')
            .setRegisterConsumer(
                (metric, name, group) -> metrics.put(group.getMetricIdentifier(name), metric))
            .build();
    TaskMetricGroup task =
        TaskManagerMetricGroup.createTaskManagerMetricGroup(registry, "host", ResourceID.generate())
            .addJob(job, "job")
            .addTask(
                new ExecutionAttemptID(
                    new ExecutionGraphID(), new ExecutionVertexID(new JobVertexID(), 0), 0),
                "task");
    return new MockEnvironmentBuilder()
        .setJobID(job)
        .setMetricGroup(task)
        .setExternalResourceInfoProvider(devices)
        .build();
  }

  public Number gauge(String name) {
    return (Number) ((Gauge<?>) find(name)).getValue();
  }

  public long count(String name) {
    return ((Counter) find(name)).getCount();
  }

  public long entries(String histogram) {
    return ((Histogram) find(histogram)).getCount();
  }

  /** The largest value that a histogram has seen of late. */
  public long largest(String histogram) {
    return ((Histogram) find(histogram)).getStatistics().getMax();
  }

  private Metric find(String name) {
    return Objects.requireNonNull(
        metrics.entrySet().stream()
            .filter(metric -> metric.getKey().endsWith("." + name))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(null),
        () -> name + " is not among " + metrics.keySet());
  }
}
