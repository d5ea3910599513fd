package io.tidemark.cli;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** For tests: records that are small for the broker and large for who reads them. */
final class Bomb {
  private Bomb() {}

  /** Sends a value of {@code mebibytes} MiB that zstd compresses to a few kilobytes. */
  static RecordMetadata send(String servers, String topic, int partition, int mebibytes)
      throws Exception {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            servers,
            "compression.type",
            "zstd",
            "max.request.size",
            Integer.MAX_VALUE,
            "buffer.memory",
            2L << 30,
            "enable.idempotence",
            false,
            "retries",
            0);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      byte[] zeros = new byte[mebibytes << 20];
      return producer.send(new ProducerRecord<>(topic, partition, null, zeros)).get();
    }
  }
}
