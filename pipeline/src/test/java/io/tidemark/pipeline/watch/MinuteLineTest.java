package io.tidemark.pipeline.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MinuteLineTest {
  private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");

  private final LiveMetrics metrics = open();
  private final MinuteLine line = new MinuteLine(metrics, START);

  private static LiveMetrics open() {
    Configuration settings = new Configuration();
    String id = LiveMetrics.addTo(settings);
    Properties properties = new Properties();
    properties.setProperty("id", id);
    new LiveMetrics.Factory().createMetricReporter(properties);
    return LiveMetrics.of(id);
  }

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void partsWhoseMetricsAreNotThereYetAreLeftOut() {
    assertThat(line.next(START.plusSeconds(60)))
        .isEqualTo("0.0 events/s, dead letters 0, late events 0, no checkpoint yet");
  }

  @Test
  void sumsOverSubtasksAndTellsOfTheLastMinute() {
    Counter first = counter("numRecordsIn", "decode");
    Counter second = counter("numRecordsIn", "decode");
    counter("numRecordsIn", "detect").inc(1_000_000);
    Counter dead = counter("deadLetters", "decode");
    Counter late = counter("lateEvents", "detect");
    gauge("keys", () -> 7);
    gauge("keys", () -> 5L);
    gauge("keysWarmingUp", () -> 2);
    gauge("keysWatched", () -> 9);
    gauge("keysBlind", () -> 1);
    gauge("pendingRecords", () -> 1234L);
    gauge("openIncidents", () -> 1);
    gauge("lastCompletedCheckpointId", () -> 17L);
    gauge("lastCheckpointCompletedTimestamp", () -> START.plusSeconds(56).toEpochMilli());
    first.inc(60);
    second.inc(30);
    dead.inc(3);
    assertThat(line.next(START.plusSeconds(60)))
        .isEqualTo(
            "1.5 events/s, keys 12 (9 watched, 2 warming up, 1 blind), dead letters 3, late events"
                + " 0, lag 1,234, open incidents 1, checkpoint 17 4 s ago");
    first.inc(1);
    late.inc(2);
    assertThat(line.next(START.plusSeconds(70)))
        .startsWith(
            "0.1 events/s, keys 12 (9 watched, 2 warming up, 1 blind), dead letters 0, late events 2");
  }

  @Test
  void aRestartOfItsTasksLosesNoCount() {
    Counter before = counter("deadLetters", "decode");
    before.inc(5);
    line.next(START.plusSeconds(60));
    before.inc(2);
    metrics.notifyOfRemovedMetric(before, "deadLetters", group("decode"));
    counter("deadLetters", "decode").inc(1);
    assertThat(line.next(START.plusSeconds(120))).contains("dead letters 3");
  }

  @Test
  void aGaugeWithoutANumberCountsForNothing() {
    gauge("pendingRecords", () -> "none");
    assertThat(metrics.shown("pendingRecords")).isEmpty();
  }

  private Counter counter(String name, String operator) {
    Counter counter = new SimpleCounter();
    metrics.notifyOfAddedMetric(counter, name, group(operator));
    return counter;
  }

  private void gauge(String name, Gauge<?> gauge) {
    metrics.notifyOfAddedMetric(gauge, name, group("any"));
  }

  private static MetricGroup group(String operator) {
    return new UnregisteredMetricsGroup() {
      @Override
      public Map<String, String> getAllVariables() {
        return Map.of("<operator_name>", operator);
      }
    };
  }
}
