package io.tidemark.cli.audit;

import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.schemas.kafka.BoundedConsumer;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Everything committed that a topic of the job's holds now. */
public final class TopicRecords {
  private static final Duration POLL = Duration.ofMillis(250);

  private TopicRecords() {}

  /**
   * Hands on the records in order within a partition; a topic that does not exist has none. What
   * cannot be decoded is passed over.
   */
  public static <T extends SpecificRecord> void read(
      PipelineConfig.Output topic, Class<T> type, Properties client, Consumer<T> out) {
    EventDecoder<T> decoder = topic.format().decoder(type);
    try (BoundedConsumer consumer = new BoundedConsumer(settings(client))) {
      if (!consumer.listTopics().containsKey(topic.topic())) {
        return;
      }
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.topic()).stream()
              .map(info -> new TopicPartition(topic.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<byte[], byte[]> kept : consumer.poll(POLL)) {
          decode(decoder, kept.value(), out);
        }
      }
    }
  }

  private static <T extends SpecificRecord> void decode(
      EventDecoder<T> decoder, byte[] payload, Consumer<T> out) {
    T decoded;
    try {
      decoded = decoder.decode(payload);
    } catch (WireException undecodable) {
      return;
    }
    out.accept(decoded);
  }

  private static Properties settings(Properties client) {
    Properties settings = new Properties();
    settings.putAll(client);
    settings.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    return settings;
  }
}
