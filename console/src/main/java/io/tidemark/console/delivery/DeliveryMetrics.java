package io.tidemark.console.delivery;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.tidemark.console.metrics.Metrics;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;

/** What the metrics tell of deliveries, by receiver. */
final class DeliveryMetrics {
  private static final String RECEIVER = "receiver";
  private static final double[] DELAYS = {0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 3600, 43_200};

  private final Clock clock;
  private final Counter messages;
  private final Counter failures;
  private final Counter retries;
  private final Counter deadLetters;
  private final Histogram delay;
  private final List<ReceiverMetrics> receivers = new CopyOnWriteArrayList<>();

  DeliveryMetrics(Metrics metrics, Clock clock) {
    this.clock = clock;
    messages = counter(metrics, "messages", "Messages about incidents that the receiver took");
    failures = counter(metrics, "failures", "Attempts to deliver that failed");
    retries = counter(metrics, "retries", "Attempts to deliver after a failed one");
    deadLetters = counter(metrics, "dead_letters", "Records that were given up");
    delay =
        Histogram.builder()
            .name("tidemark_delivery_delay_seconds")
            .help("From the alert's record in Kafka until the receiver took it")
            .labelNames(RECEIVER)
            .classicOnly()
            .classicUpperBounds(DELAYS)
            .register(metrics.registry());
    metrics.counter(
        "tidemark_delivery_silenced_total",
        "Messages that a silence kept from the receiver, for a while or for good",
        values -> each(ReceiverMetrics::silenced, values),
        RECEIVER);
    metrics.gauge(
        "tidemark_delivery_waiting_records",
        "Records that are read and not delivered; due: on their way, held: in groups, quiet hours"
            + " or silences, or behind those that are due",
        values ->
            receivers.forEach(
                one -> {
                  values.set(one.due(), one.name(), "due");
                  values.set(one.held(), one.name(), "held");
                }),
        RECEIVER,
        "state");
    metrics.gauge(
        "tidemark_delivery_oldest_due_seconds",
        "How long the oldest delivery that is due has been so; 0 where none is",
        values -> each(ReceiverMetrics::oldestDueSeconds, values),
        RECEIVER);
    metrics.gauge(
        "tidemark_delivery_lag_records",
        "Records that Kafka has and that were not read for the receiver",
        values -> each(ReceiverMetrics::lag, values),
        RECEIVER);
  }

  private static Counter counter(Metrics metrics, String name, String help) {
    return Counter.builder()
        .name("tidemark_delivery_" + name + "_total")
        .help(help)
        .labelNames(RECEIVER)
        .register(metrics.registry());
  }

  private void each(ToDoubleFunction<ReceiverMetrics> figure, Metrics.Values values) {
    receivers.forEach(one -> values.set(figure.applyAsDouble(one), one.name()));
  }

  /** Those of a receiver, which are shown from now on. */
  ReceiverMetrics add(String receiver) {
    ReceiverMetrics added =
        new ReceiverMetrics(
            receiver,
            clock,
            messages.labelValues(receiver),
            failures.labelValues(receiver),
            retries.labelValues(receiver),
            deadLetters.labelValues(receiver),
            delay.labelValues(receiver));
    receivers.add(added);
    return added;
  }
}
