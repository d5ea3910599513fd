package io.tidemark.lab.bench;

import io.tidemark.cli.broker.DevelopmentBroker;
import io.tidemark.cli.replay.EventPublisher;
import io.tidemark.lab.BenchModel;
import io.tidemark.lab.Sensors;
import io.tidemark.lab.pipeline.JobRun;
import io.tidemark.schemas.wire.WireFormat;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A broker with events for measured jobs. Each device speaks once a tick, so that once its warm-up
 * is over every event is a window to score: the most that scoring can weigh.
 *
 * @param broker the broker
 * @param devices how many speak
 * @param format of the events
 */
record EventSupply(DevelopmentBroker broker, int devices, WireFormat format)
    implements AutoCloseable {
  private static final int PARTITIONS = 4;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  static EventSupply start(int devices, WireFormat format) throws IOException {
    DevelopmentBroker broker = DevelopmentBroker.start();
    try {
      Map<String, Integer> topics = new LinkedHashMap<>();
      JobRun.topics().forEach(topic -> topics.put(topic, PARTITIONS));
      broker.createTopics(topics);
      return new EventSupply(broker, devices, format);
    } catch (IOException | RuntimeException failed) {
      broker.close();
      throw failed;
    }
  }

  /** Publishes so many events, tick after tick of a second. */
  void publish(long events) throws IOException {
    Random random = new Random(1);
    try (EventPublisher publisher = publisher()) {
      for (long i = 0; i < events; i++) {
        String device = "device-" + i % devices;
        Instant time =
            START.plusSeconds(i / devices).plusNanos(i % devices * 1_000_000_000 / devices);
        publisher.send(BenchModel.TOPIC, device, Sensors.event(device, time, random));
      }
      publisher.flush();
    }
  }

  /**
   * Publishes events at the times they tell, evenly over each tick.
   *
   * @param ticks how many
   * @param uncounted ticks in the beginning that are not to be measured
   * @return when those were over, milliseconds since the epoch
   */
  long publishLive(long ticks, long uncounted, int tickMillis) throws IOException {
    Random random = new Random(1);
    long start = System.currentTimeMillis() / tickMillis * tickMillis + tickMillis;
    try (EventPublisher publisher = publisher()) {
      for (long i = 0; i < ticks * devices; i++) {
        String device = "device-" + i % devices;
        long due = start + i * tickMillis / devices;
        long early = due - System.currentTimeMillis();
        if (early > 0) {
          LockSupport.parkNanos(early * 1_000_000);
        }
        publisher.send(
            BenchModel.TOPIC, device, Sensors.event(device, Instant.ofEpochMilli(due), random));
      }
      publisher.flush();
    }
    return start + uncounted * tickMillis;
  }

  private EventPublisher publisher() {
    Properties kafka = new Properties();
    kafka.setProperty("bootstrap.servers", broker.bootstrapServers());
    // Small batches, fetched one at a time, let the partitions come side by side as they do live;
    // a backlog read in large pieces keeps many ticks open at once and measures that.
    kafka.setProperty("compression.type", "none");
    kafka.setProperty("batch.size", "16384");
    return new EventPublisher(kafka, format);
  }

  @Override
  public void close() {
    broker.close();
  }
}
