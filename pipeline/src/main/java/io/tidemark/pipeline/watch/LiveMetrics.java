package io.tidemark.pipeline.watch;

import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * The metrics of one cluster in this process, to be read by name: the same that Prometheus gets.
 * Flink makes its reporters itself, so a cluster's settings name one by an id, and {@link #of}
 * finds it.
 */
public final class LiveMetrics implements MetricReporter {
  private static final String PREFIX = "metrics.reporter.tidemark.";
  private static final String ID = "id";
  private static final Map<String, LiveMetrics> OPEN = new ConcurrentHashMap<>();

  private final String id;
  private final Map<Reported, Metric> metrics = new ConcurrentHashMap<>();

  /** What counters had come to that are gone since, because their tasks were started again. */
  private final Map<Place, Long> ended = new ConcurrentHashMap<>();

  /** Where a metric was reported, by its own name and that of its operator. */
  private record Place(String name, String operator) {}

  private record Reported(Place place, Metric metric) {}

  private LiveMetrics(String id) {
    this.id = id;
  }

  /** Makes these by Flink's settings; for Flink alone. */
  public static final class Factory implements MetricReporterFactory {
    @Override
    public MetricReporter createMetricReporter(Properties settings) {
      String id = settings.getProperty(ID);
      LiveMetrics metrics = new LiveMetrics(id);
      OPEN.put(id, metrics);
      return metrics;
    }
  }

  /**
   * Adds to a cluster's settings that it reports here.
   *
   * @return the id for {@link #of}
   */
  public static String addTo(Configuration cluster) {
    String id = UUID.randomUUID().toString();
    cluster.setString(PREFIX + "factory.class", Factory.class.getName());
    cluster.setString(PREFIX + ID, id);
    return id;
  }

  /** The metrics of a cluster that is running. */
  public static LiveMetrics of(String id) {
    return Objects.requireNonNull(OPEN.get(id), "the cluster's metrics");
  }

  @Override
  public void open(MetricConfig settings) {}

  @Override
  public void close() {
    OPEN.remove(id);
  }

  @Override
  public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    metrics.put(new Reported(place(name, group), metric), metric);
  }

  @Override
  public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
    Place place = place(name, group);
    if (metrics.remove(new Reported(place, metric)) instanceof Counter counter) {
      ended.merge(place, counter.getCount(), Long::sum);
    }
  }

  private static Place place(String name, MetricGroup group) {
    return new Place(name, group.getAllVariables().getOrDefault("<operator_name>", ""));
  }

  /** What counters of this name have come to since the cluster started, over all restarts. */
  public long counted(String name) {
    return counted(place -> place.name().equals(name));
  }

  /** As {@link #counted(String)}, of one operator. */
  public long counted(String name, String operator) {
    return counted(new Place(name, operator)::equals);
  }

  private long counted(Predicate<Place> wanted) {
    long gone =
        ended.entrySet().stream()
            .filter(one -> wanted.test(one.getKey()))
            .mapToLong(Map.Entry::getValue)
            .sum();
    return gone
        + metrics.keySet().stream()
            .filter(one -> wanted.test(one.place()))
            .mapToLong(one -> one.metric() instanceof Counter counter ? counter.getCount() : 0)
            .sum();
  }

  /** The sum of all gauges of this name; empty where there are none, or none has a value. */
  public OptionalLong shown(String name) {
    LongStream values =
        metrics.keySet().stream()
            .filter(one -> one.place().name().equals(name))
            .mapMulti(
                (one, value) -> {
                  if (one.metric() instanceof Gauge<?> gauge
                      && gauge.getValue() instanceof Number number) {
                    value.accept(number.longValue());
                  }
                })
            .mapToLong(value -> (Long) value);
    return values.reduce(Long::sum);
  }
}
