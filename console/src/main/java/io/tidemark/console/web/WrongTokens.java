package io.tidemark.console.web;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how fast one network can guess the token, so that nobody who guesses keeps people of other
 * networks out. A network may be wrong {@value #BURST} times at once and twice a second after that.
 * For one thread at a time.
 */
final class WrongTokens {
  static final int BURST = 100;
  private static final Duration REFILL = Duration.ofMillis(500);
  private static final Duration MOST_DEBT = REFILL.multipliedBy(BURST);
  private static final int MOST_NETWORKS = 10_000;

  private final Clock clock;

  /** When each has made up for its wrong tokens; the one that was wrong last comes last. */
  private final Map<Network, Instant> madeUp =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Network, Instant> eldest) {
          return size() > MOST_NETWORKS;
        }
      };

  WrongTokens(Clock clock) {
    this.clock = clock;
  }

  /** Whether another token from there is looked at. */
  boolean mayTry(@Nullable InetAddress address) {
    Instant until = madeUp.get(Network.of(address));
    return until == null || !until.plus(REFILL).isAfter(clock.instant().plus(MOST_DEBT));
  }

  void add(@Nullable InetAddress address) {
    Network network = Network.of(address);
    Instant now = clock.instant();
    Instant until = madeUp.remove(network);
    madeUp.put(network, (until == null || until.isBefore(now) ? now : until).plus(REFILL));
  }
}
