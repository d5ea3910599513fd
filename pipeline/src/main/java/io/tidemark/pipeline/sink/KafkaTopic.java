package io.tidemark.pipeline.sink;

import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfig.Delivery;
import io.tidemark.pipeline.config.PipelineConfig.Output;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Writes a stream of records to a topic. */
public final class KafkaTopic {
  /** The most that a broker allows unless it is told otherwise. */
  private static final int TRANSACTION_TIMEOUT_MILLIS = 15 * 60 * 1000;

  private KafkaTopic() {}

  /**
   * Ends a stream in a topic.
   *
   * @param uid of the sink in savepoints; its transactions are named after job and uid
   * @param type class of the records
   * @param key what Kafka orders records by
   */
  public static <T extends SpecificRecord> void write(
      DataStream<T> records,
      String uid,
      Class<T> type,
      RecordKey<T> key,
      Output output,
      PipelineConfig config) {
    write(records, uid, type, key, record -> false, output, config);
  }

  /**
   * As {@link #write(DataStream, String, Class, RecordKey, Output, PipelineConfig)}, to a topic
   * that is compacted.
   *
   * @param ends whether a record ends its key: a tombstone is written in its place
   */
  public static <T extends SpecificRecord> void write(
      DataStream<T> records,
      String uid,
      Class<T> type,
      RecordKey<T> key,
      Tombstone<T> ends,
      Output output,
      PipelineConfig config) {
    KafkaSinkBuilder<T> sink =
        KafkaSink.<T>builder()
            .setBootstrapServers(config.kafka().bootstrapServers())
            .setKafkaProducerConfig(producer(config))
            .setRecordSerializer(
                new AvroRecordSerializer<>(output.topic(), output.format(), type, key, ends));
    if (config.delivery() == Delivery.EXACTLY_ONCE) {
      sink.setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
          .setTransactionalIdPrefix(config.jobName() + "-" + uid)
          // Of the two strategies POOLING leaves an admin client open with each restart of a task.
          .setTransactionNamingStrategy(TransactionNamingStrategy.INCREMENTING);
    } else {
      sink.setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE);
    }
    records
        .sinkTo(new RestorableKafkaSink<>(sink.build(), config.kafka().client()))
        .uid(uid)
        .name(uid);
  }

  private static Properties producer(PipelineConfig config) {
    Properties properties = new Properties();
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MILLIS);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.putAll(config.kafka().properties());
    return properties;
  }
}
