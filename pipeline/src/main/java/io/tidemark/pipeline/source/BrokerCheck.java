package io.tidemark.pipeline.source;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.PipelineConfig;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/**
 * Asks the broker before the job starts, so that what is wrong there is one line and no restart
 * loop.
 */
public final class BrokerCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private BrokerCheck() {}

  /**
   * Checks that the broker answers and has the event topics.
   *
   * @throws DefinitionException when it does not
   */
  public static void check(PipelineConfig config, Detectors detectors) {
    String servers = config.kafka().bootstrapServers();
    Properties properties = config.kafka().client();
    int patience = (int) PATIENCE.toMillis();
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, patience / 2);
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, patience);
    try (Admin admin = Admin.create(properties)) {
      Set<String> topics = admin.listTopics().names().get(patience, TimeUnit.MILLISECONDS);
      Set<String> missing = new TreeSet<>(detectors.byTopic().keySet());
      missing.removeAll(topics);
      if (config.control() != null && !topics.contains(config.control().commands().topic())) {
        throw DefinitionException.of(
            "control.commands.topic",
            config.control().commands().topic(),
            "a topic that exists on " + servers);
      }
      if (!missing.isEmpty()) {
        throw new DefinitionException(
            "events.topic: " + String.join(", ", missing) + " does not exist on " + servers);
      }
    } catch (ExecutionException | TimeoutException | KafkaException failed) {
      throw new DefinitionException(
          "kafka.bootstrapServers: " + servers + " cannot be reached: " + reason(failed));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new DefinitionException("kafka.bootstrapServers: interrupted while asking " + servers);
    }
  }

  private static String reason(Exception failed) {
    Throwable root = failed;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null
        ? "no answer within " + PATIENCE.toSeconds() + " s"
        : message.lines().findFirst().orElse("no reason given");
  }
}
