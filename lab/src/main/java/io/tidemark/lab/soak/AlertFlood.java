package io.tidemark.lab.soak;

import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertPhase;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.FeatureDeviation;
import io.tidemark.schemas.ModelIdentity;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.SourceRange;
import io.tidemark.schemas.wire.EventEncoder;
import io.tidemark.schemas.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes incidents of ten messages each, at a steady rate, spread over a fleet of keys. */
final class AlertFlood {
  static final int MESSAGES = 10;
  private static final int KEYS = 20_000;
  private static final int PAUSES_A_SECOND = 100;
  private static final Severity[] SEVERITIES = Severity.values();

  private final EventEncoder<AnomalyAlert> encoder = WireFormat.AVRO.encoder(AnomalyAlert.class);
  private final AtomicLong refused = new AtomicLong();
  private final Properties kafka;
  private final String topic;

  AlertFlood(Properties kafka, String topic) {
    this.kafka = kafka;
    this.topic = topic;
  }

  /** Writes {@code rate * seconds} messages and returns how many the broker has. */
  long write(int rate, int seconds) {
    Properties settings = new Properties();
    settings.putAll(kafka);
    settings.setProperty(ProducerConfig.LINGER_MS_CONFIG, "5");
    long total = (long) rate * seconds;
    long started = System.nanoTime();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (long sent = 0; sent < total; sent++) {
        if (sent % Math.max(1, rate / PAUSES_A_SECOND) == 0) {
          LockSupport.parkNanos(started + sent * 1_000_000_000L / rate - System.nanoTime());
        }
        send(producer, sent);
      }
    }
    return total - refused.get();
  }

  private void send(KafkaProducer<byte[], byte[]> producer, long number) {
    AnomalyAlert alert = alert(number);
    byte[] key = ("flood/" + alert.getKey()).getBytes(StandardCharsets.UTF_8);
    producer.send(
        new ProducerRecord<>(topic, key, encoder.encode(alert)),
        (metadata, failed) -> {
          if (failed != null) {
            refused.incrementAndGet();
          }
        });
  }

  private static AnomalyAlert alert(long number) {
    long incident = number / MESSAGES;
    int sequence = (int) (number % MESSAGES);
    Instant opened = Instant.EPOCH.plusSeconds(1_700_000_000L + incident);
    Instant time = opened.plusSeconds(60L * sequence);
    return AnomalyAlert.newBuilder()
        .setKind(AlertKind.ANOMALY)
        .setPhase(AlertPhase.LIVE)
        .setAlertId("flood-" + incident)
        .setSequence(sequence)
        .setState(
            sequence == 0
                ? AlertState.OPEN
                : sequence == MESSAGES - 1 ? AlertState.RESOLVED : AlertState.UPDATE)
        .setDetector("flood")
        .setKey("device-" + incident % KEYS)
        .setSeverity(SEVERITIES[(int) (incident % SEVERITIES.length)])
        .setOpenedAt(opened)
        .setUpdatedAt(time)
        .setWindowStart(time.minusSeconds(30))
        .setWindowEnd(time)
        .setScore(2 + sequence)
        .setPeakScore(2 + sequence)
        .setThreshold(1)
        .setPValue(0.002)
        .setFeatures(
            List.of(
                new FeatureDeviation("vibration", "mm/s", 4.1, 1.2, 0.7, 0.8, 1.6, 4.1),
                new FeatureDeviation("flow", "l/min", 80.0, 95.0, 0.3, 90.0, 100.0, 80.0)))
        .setImputedShare(0)
        .setModel(new ModelIdentity("flood", "1", "00", "CPU"))
        .setSources(List.of(new SourceRange("events", 0, number, number + 30)))
        .build();
  }
}
