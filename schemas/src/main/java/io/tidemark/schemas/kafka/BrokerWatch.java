package io.tidemark.schemas.kafka;

import io.tidemark.schemas.PrintableText;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.jspecify.annotations.Nullable;

/**
 * Asks Kafka every two seconds whether topics can be read, in a thread of its own, and says in the
 * log when it is away and when it is back. Kafka's consumers wait for a broker without a word.
 */
public final class BrokerWatch implements AutoCloseable {
  /** Time without an answer after which Kafka counts as away. */
  public static final Duration SILENCE = Duration.ofSeconds(10);

  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final int MOST_REASON = 300;

  private final Admin admin;
  private final List<String> topics;
  private final BrokerNews news;
  private final CountDownLatch closed = new CountDownLatch(1);

  private BrokerWatch(Properties kafka, Collection<String> topics) {
    Properties settings = new Properties();
    settings.putAll(kafka);
    String patience = Long.toString(PATIENCE.toMillis());
    settings.setProperty(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, patience);
    settings.setProperty(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, patience);
    admin = Admin.create(settings);
    this.topics = List.copyOf(topics);
    String servers = String.valueOf(kafka.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
    news = new BrokerNews(PrintableText.oneLine(servers), SILENCE, System::nanoTime);
  }

  /**
   * Begins to ask.
   *
   * @param kafka settings of any client, at least {@code bootstrap.servers}
   * @param topics what is read
   */
  public static BrokerWatch start(Properties kafka, Collection<String> topics) {
    BrokerWatch watch = new BrokerWatch(kafka, topics);
    Thread thread = new Thread(watch::run, "broker-watch");
    thread.setDaemon(true);
    thread.start();
    return watch;
  }

  /** Why the broker counts as away; null while it does not. */
  public @Nullable String trouble() {
    return news.trouble();
  }

  private void run() {
    try {
      do {
        String reason = ask();
        if (reason == null) {
          news.answered();
        } else {
          news.failed(PrintableText.oneLine(reason, MOST_REASON));
        }
      } while (!closed.await(PAUSE.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Null when every partition has a leader, which alone can be read. */
  private @Nullable String ask() throws InterruptedException {
    try {
      Map<String, TopicDescription> found =
          admin
              .describeTopics(topics)
              .allTopicNames()
              .get(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      long leaderless =
          found.values().stream()
              .flatMap(topic -> topic.partitions().stream())
              .filter(partition -> partition.leader() == null || partition.leader().isEmpty())
              .count();
      return leaderless == 0 ? null : leaderless + " partitions have no leader";
    } catch (ExecutionException failed) {
      return String.valueOf(failed.getCause() == null ? failed : failed.getCause().getMessage());
    } catch (TimeoutException | RuntimeException failed) {
      return failed.toString();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    admin.close(Duration.ZERO);
  }
}
