package io.tidemark.schemas.kafka;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When Kafka last gave news of itself. Says in the log when it is away and when it is back, each
 * once a minute at most. One thread brings news; any may ask.
 */
final class BrokerNews {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerWatch.class);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final String servers;
  private final Duration silence;
  private final LongSupplier nanos;
  private volatile long newsAt;
  private @Nullable Long awayLoggedAt;
  private boolean awayLogged;

  /**
   * @param silence time without news after which Kafka counts as away
   */
  BrokerNews(String servers, Duration silence, LongSupplier nanos) {
    this.servers = servers;
    this.silence = silence;
    this.nanos = nanos;
    newsAt = nanos.getAsLong();
  }

  /** It can be read. */
  void answered() {
    if (awayLogged) {
      LOG.info("The broker is back: {} answers again after {} s", servers, quiet().toSeconds());
      awayLogged = false;
    }
    newsAt = nanos.getAsLong();
  }

  /** It cannot be read now. */
  void failed(String reason) {
    long now = nanos.getAsLong();
    boolean mayLog = awayLoggedAt == null || now - awayLoggedAt >= MINUTE.toNanos();
    if (!awayLogged && mayLog && isAway()) {
      LOG.warn(
          "The broker is away: no answer from {} for {} s ({})",
          servers,
          quiet().toSeconds(),
          reason);
      awayLogged = true;
      awayLoggedAt = now;
    }
  }

  /** Why it counts as away; null while it does not. */
  @Nullable String trouble() {
    return isAway() ? "the broker does not answer" : null;
  }

  private boolean isAway() {
    return quiet().compareTo(silence) > 0;
  }

  private Duration quiet() {
    return Duration.ofNanos(nanos.getAsLong() - newsAt);
  }
}
