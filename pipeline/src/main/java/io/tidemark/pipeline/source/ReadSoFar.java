package io.tidemark.pipeline.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Writes down how far polls have read, in a map that its owner holds. A consumer's own positions
 * also move with a poll that fails halfway.
 */
public final class ReadSoFar implements ConsumerInterceptor<byte[], byte[]> {
  private static final String MAP = "tidemark.read.so.far";

  private Map<TopicPartition, Long> next = new HashMap<>();

  /** Adds one to a consumer's settings. */
  static void addTo(Properties consumer, Map<TopicPartition, Long> next) {
    List<Object> interceptors = new ArrayList<>();
    Object configured = consumer.get(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
    if (configured != null) {
      for (String name : configured.toString().split(",", -1)) {
        interceptors.add(name.strip());
      }
    }
    interceptors.add(ReadSoFar.class);
    consumer.put(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, interceptors);
    consumer.put(MAP, next);
  }

  @Override
  @SuppressWarnings("unchecked")
  public void configure(Map<String, ?> configs) {
    next = (Map<TopicPartition, Long>) Objects.requireNonNull(configs.get(MAP), MAP);
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    records.nextOffsets().forEach((partition, offset) -> next.put(partition, offset.offset()));
    return records;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}
}
