package io.tidemark.console.delivery;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import java.time.Clock;
import java.util.Collection;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the metrics tell of one receiver. Its threads write it, any may ask. */
final class ReceiverMetrics {
  private static final double MILLIS = 1e3;
  private static final long NEVER = 0;

  private final String name;
  private final Clock clock;
  private final CounterDataPoint messages;
  private final CounterDataPoint failures;
  private final CounterDataPoint retries;
  private final CounterDataPoint deadLetters;
  private final DistributionDataPoint delay;
  private long due;
  private long dueSinceMillis = NEVER;
  private volatile long waiting;
  private volatile long silenced;
  private volatile long lag;

  ReceiverMetrics(
      String name,
      Clock clock,
      CounterDataPoint messages,
      CounterDataPoint failures,
      CounterDataPoint retries,
      CounterDataPoint deadLetters,
      DistributionDataPoint delay) {
    this.name = name;
    this.clock = clock;
    this.messages = messages;
    this.failures = failures;
    this.retries = retries;
    this.deadLetters = deadLetters;
    this.delay = delay;
  }

  /** The receiver had it, from the first or a later attempt. */
  void delivered(Delivery delivery) {
    if (!(delivery instanceof Notice)) {
      return;
    }
    long now = clock.millis();
    for (ConsumerRecord<byte[], byte[]> record : delivery.records()) {
      messages.inc();
      if (record.timestamp() >= 0) { // else the producer wrote none
        delay.observe(Math.max(0, now - record.timestamp()) / MILLIS);
      }
    }
  }

  /** An attempt begins. */
  void attempt(boolean first) {
    if (!first) {
      retries.inc();
    }
  }

  void failed() {
    failures.inc();
  }

  /** Nobody tries any longer; the dead letters have it. */
  void gaveUp(Delivery delivery) {
    deadLetters.inc(delivery.records().size());
  }

  /** These are due now, and no others. */
  synchronized void due(Collection<? extends Delivery> deliveries) {
    due = deliveries.stream().mapToLong(delivery -> delivery.records().size()).sum();
    if (due == 0) {
      dueSinceMillis = NEVER;
    } else if (dueSinceMillis == NEVER) {
      dueSinceMillis = clock.millis();
    }
  }

  /** One of those that were due is done with. */
  synchronized void done(Delivery delivery) {
    due = Math.max(0, due - delivery.records().size());
    if (due == 0) {
      dueSinceMillis = NEVER;
    }
  }

  /**
   * Figures of the thread that reads.
   *
   * @param waiting records that are read and not delivered
   * @param silenced messages that met a silence, since the start
   * @param lag records that are not read
   */
  void read(long waiting, long silenced, long lag) {
    this.waiting = waiting;
    this.silenced = silenced;
    this.lag = lag;
  }

  String name() {
    return name;
  }

  synchronized long due() {
    return due;
  }

  long held() {
    return Math.max(0, waiting - due());
  }

  synchronized double oldestDueSeconds() {
    return dueSinceMillis == NEVER ? 0 : Math.max(0, clock.millis() - dueSinceMillis) / MILLIS;
  }

  long silenced() {
    return silenced;
  }

  long lag() {
    return lag;
  }
}
