package io.tidemark.cli.bench;

import io.tidemark.benchmarks.BenchModel;
import io.tidemark.benchmarks.Sensors;
import io.tidemark.benchmarks.pipeline.JobRun;
import io.tidemark.cli.broker.DevelopmentBroker;
import io.tidemark.cli.replay.EventPublisher;
import io.tidemark.schemas.wire.WireFormat;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Random;

/**
 * A broker with events for measured jobs. Each device speaks once a tick, so that once its warm-up
 * is over every event is a window to score: the most that scoring can weigh.
 *
 * @param broker the broker
 * @param devices how many speak
 */
record EventSupply(DevelopmentBroker broker, int devices) implements AutoCloseable {
  private static final int PARTITIONS = 4;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  static EventSupply start(int devices) throws IOException {
    DevelopmentBroker broker = DevelopmentBroker.start();
    try {
      Map<String, Integer> topics = new LinkedHashMap<>();
      JobRun.topics().forEach(topic -> topics.put(topic, PARTITIONS));
      broker.createTopics(topics);
      return new EventSupply(broker, devices);
    } catch (IOException | RuntimeException failed) {
      broker.close();
      throw failed;
    }
  }

  /** Publishes so many events, tick after tick. */
  void publish(long events) throws IOException {
    Properties kafka = new Properties();
    kafka.setProperty("bootstrap.servers", broker.bootstrapServers());
    Random random = new Random(1);
    try (EventPublisher publisher = new EventPublisher(kafka, WireFormat.AVRO)) {
      for (long i = 0; i < events; i++) {
        String device = "device-" + i % devices;
        Instant time = START.plusSeconds(i / devices).plusNanos(i % devices * 1_000_000_000 / devices);
        publisher.send(BenchModel.TOPIC, device, Sensors.event(device, time, random));
      }
      publisher.flush();
    }
  }

  @Override
  public void close() {
    broker.close();
  }
}
