package io.tidemark.console.intake;

import io.tidemark.console.fleet.Fleet;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.registry.RegistrySettings;
import java.time.Clock;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the fleet whether its keys are watched, in a thread of its own, until closed. The topic is
 * compacted, so it is read again after each start and each interruption and nothing is kept. A job
 * that writes none leaves the fleet without it.
 */
public final class CoverageIntake implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CoverageIntake.class);
  private static final Duration TRY_AGAIN = Duration.ofSeconds(2);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final Properties kafka;
  private final String topic;
  private final @Nullable RegistrySettings registry;
  private final Fleet fleet;
  private final PassedOver passedOver;
  private final TopicReads reads = new TopicReads();
  private final Backoff backoff = new Backoff(TRY_AGAIN, LONGEST_PAUSE);
  private final Stop stop = new Stop();
  private final AtomicReference<@Nullable CoverageReader> open = new AtomicReference<>();
  private final Thread thread = new Thread(this::run, "console-coverage");

  /**
   * @param kafka client settings, at least {@code bootstrap.servers}
   * @param registry where schemas are, for records in Confluent's wire format; null: nowhere
   */
  public CoverageIntake(
      Properties kafka,
      String topic,
      @Nullable RegistrySettings registry,
      Fleet fleet,
      Clock clock) {
    this.kafka = kafka;
    this.topic = topic;
    this.registry = registry;
    this.fleet = fleet;
    this.passedOver = new PassedOver(clock);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(ProcessEnd::uncaught);
  }

  /** Begins to read. */
  public void start() {
    thread.start();
  }

  private void run() {
    while (!stop.isAsked()) {
      try (CoverageReader reader = CoverageReader.open(kafka, topic, registry)) {
        open.set(reader);
        if (reader.exists()) {
          follow(reader);
        } else {
          LOG.debug("There is no topic {} yet", topic);
          stop.pause(LONGEST_PAUSE);
        }
      } catch (WakeupException closed) {
        // asked to end
      } catch (RuntimeException failed) {
        interrupted(failed);
      } finally {
        open.set(null);
      }
    }
  }

  private void follow(CoverageReader reader) {
    while (!stop.isAsked()) {
      reader.poll(
          said -> {
            reads.read(said.written().toEpochMilli());
            fleet.covered(said.name(), said.coverage());
          },
          reason -> passedOver.add(reason, new IllegalArgumentException("no coverage")));
      reads.behind(reader.lag());
      backoff.reset();
    }
  }

  /** How far the topic has been read. */
  public TopicReads reads() {
    return reads;
  }

  /** Records that could not be read, since the start. */
  public long unreadable() {
    return passedOver.count();
  }

  private void interrupted(RuntimeException failed) {
    Duration pause = backoff.next();
    LOG.warn(
        "Reading {} is interrupted, next try in {} s: {}",
        topic,
        pause.toSeconds(),
        PrintableText.oneLine(String.valueOf(failed.getMessage())));
    LOG.debug("Interrupted by", failed);
    stop.pause(pause);
  }

  @Override
  public void close() {
    stop.ask();
    CoverageReader reader = open.get();
    if (reader != null) {
      reader.wakeup();
    }
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
