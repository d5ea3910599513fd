package io.tidemark.pipeline.source;

import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.schemas.kafka.TopicReader;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.flink.connector.kafka.source.enumerator.subscriber.KafkaSubscriber;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** A topic beside the events, which may be missing and come later. */
final class OptionalTopic {
  private OptionalTopic() {}

  /** Its partitions, once there are any. */
  static KafkaSubscriber subscriber(String topic) {
    // Unlike a list of topics, a pattern may match none.
    return KafkaSubscriber.getTopicPatternSubscriber(Pattern.compile(Pattern.quote(topic)));
  }

  /** Whether there is one now. A source that ends with its topics never ends without any. */
  static boolean exists(PipelineConfig config, String topic) {
    try (TopicReader reader = TopicReader.open(settings(config), List.of(topic))) {
      return !reader.isEmpty();
    }
  }

  /** For a client that looks without a consumer group. */
  static Properties settings(PipelineConfig config) {
    Properties settings = KafkaEvents.settings(config);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    return settings;
  }
}
