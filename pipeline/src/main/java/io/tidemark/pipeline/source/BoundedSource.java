package io.tidemark.pipeline.source;

import io.tidemark.pipeline.config.PipelineConfig;
import java.util.Properties;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.synchronization.FutureCompletingBlockingQueue;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.enumerator.subscriber.KafkaSubscriber;
import org.apache.flink.connector.kafka.source.metrics.KafkaSourceReaderMetrics;
import org.apache.flink.connector.kafka.source.reader.KafkaRecordEmitter;
import org.apache.flink.connector.kafka.source.reader.KafkaSourceReader;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.connector.kafka.source.reader.fetcher.KafkaSourceFetcherManager;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.UserCodeClassLoader;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Flink's {@link KafkaSource}, with the same splits and the same state, but with a {@link
 * BoundedSplitReader}, which the builder of Flink's source has no place for.
 */
final class BoundedSource<T>
    implements Source<T, KafkaPartitionSplit, KafkaSourceEnumState>, ResultTypeQueryable<T> {
  private static final long serialVersionUID = 1L;

  private final KafkaSource<T> source;
  private final KafkaRecordDeserializationSchema<T> deserializer;
  private final Properties reader;

  private BoundedSource(
      KafkaSource<T> source, KafkaRecordDeserializationSchema<T> deserializer, Properties reader) {
    this.source = source;
    this.deserializer = deserializer;
    this.reader = reader;
  }

  /**
   * Of some topics.
   *
   * @param name of the source among those of the job
   * @param topics says which; partitions that come later are found
   */
  static <T> BoundedSource<T> of(
      PipelineConfig config,
      String name,
      KafkaSubscriber topics,
      String group,
      OffsetsInitializer start,
      KafkaRecordDeserializationSchema<T> deserializer) {
    String clientId = config.jobName() + "-" + name;
    KafkaSourceBuilder<T> builder =
        KafkaSource.<T>builder()
            .setProperties(KafkaEvents.settings(config))
            .setGroupId(group)
            .setClientIdPrefix(clientId)
            .setKafkaSubscriber(topics)
            .setStartingOffsets(start)
            .setDeserializer(deserializer);
    if (config.events().bounded()) {
      builder.setBounded(OffsetsInitializer.latest());
    }
    Properties reader = new Properties();
    reader.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    reader.putAll(KafkaEvents.settings(config));
    reader.setProperty(ConsumerConfig.GROUP_ID_CONFIG, group);
    reader.setProperty(KafkaSourceOptions.CLIENT_ID_PREFIX.key(), clientId);
    reader.setProperty(
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, start.getAutoOffsetResetStrategy().toString());
    return new BoundedSource<>(builder.build(), deserializer, reader);
  }

  @Override
  public SourceReader<T, KafkaPartitionSplit> createReader(SourceReaderContext context)
      throws Exception {
    deserializer.open(
        new DeserializationSchema.InitializationContext() {
          @Override
          public MetricGroup getMetricGroup() {
            return context.metricGroup().addGroup("deserializer");
          }

          @Override
          public UserCodeClassLoader getUserCodeClassLoader() {
            return context.getUserCodeClassLoader();
          }
        });
    KafkaSourceReaderMetrics metrics = new KafkaSourceReaderMetrics(context.metricGroup());
    FutureCompletingBlockingQueue<RecordsWithSplitIds<ConsumerRecord<byte[], byte[]>>> queue =
        new FutureCompletingBlockingQueue<>();
    return new KafkaSourceReader<>(
        queue,
        new KafkaSourceFetcherManager(
            queue, () -> BoundedSplitReader.of(reader, context, metrics), finished -> {}),
        new KafkaRecordEmitter<>(deserializer),
        configuration(),
        context,
        metrics);
  }

  private Configuration configuration() {
    Configuration configuration = new Configuration();
    reader
        .stringPropertyNames()
        .forEach(name -> configuration.setString(name, reader.getProperty(name)));
    return configuration;
  }

  @Override
  public Boundedness getBoundedness() {
    return source.getBoundedness();
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> createEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context) {
    return source.createEnumerator(context);
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState state)
      throws Exception {
    return source.restoreEnumerator(context, state);
  }

  @Override
  public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
    return source.getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<KafkaSourceEnumState> getEnumeratorCheckpointSerializer() {
    return source.getEnumeratorCheckpointSerializer();
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return deserializer.getProducedType();
  }
}
