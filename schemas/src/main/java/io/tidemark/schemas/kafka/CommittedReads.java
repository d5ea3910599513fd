package io.tidemark.schemas.kafka;

import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** Settings of a consumer that sees committed records only and keeps its own offsets. */
public final class CommittedReads {
  private CommittedReads() {}

  /** The given client settings, but for those that decide what is read and what is lost. */
  public static Properties of(Properties kafka) {
    Properties settings = new Properties();
    settings.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    settings.putAll(kafka);
    settings.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return settings;
  }
}
