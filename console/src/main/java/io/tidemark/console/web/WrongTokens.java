package io.tidemark.console.web;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how fast one address can guess the token, so that nobody who guesses keeps people at other
 * addresses out. An address may be wrong {@value #BURST} times at once and twice a second after
 * that. For one thread at a time.
 */
final class WrongTokens {
  static final int BURST = 100;
  private static final Duration REFILL = Duration.ofMillis(500);
  private static final Duration MOST_DEBT = REFILL.multipliedBy(BURST);
  private static final int MOST_ADDRESSES = 10_000;

  /** Whoever has one IPv6 address usually has all of its network. */
  private static final int NETWORK_BYTES = 8;

  private final Clock clock;

  /** When each address has made up for its wrong tokens; the one that was wrong last comes last. */
  private final Map<ByteBuffer, Instant> madeUp =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Instant> eldest) {
          return size() > MOST_ADDRESSES;
        }
      };

  WrongTokens(Clock clock) {
    this.clock = clock;
  }

  /** Whether another token from there is looked at. */
  boolean mayTry(@Nullable InetAddress address) {
    Instant until = madeUp.get(network(address));
    return until == null || !until.plus(REFILL).isAfter(clock.instant().plus(MOST_DEBT));
  }

  void add(@Nullable InetAddress address) {
    ByteBuffer network = network(address);
    Instant now = clock.instant();
    Instant until = madeUp.remove(network);
    madeUp.put(network, (until == null || until.isBefore(now) ? now : until).plus(REFILL));
  }

  private static ByteBuffer network(@Nullable InetAddress address) {
    byte[] bytes = address == null ? new byte[0] : address.getAddress();
    return ByteBuffer.wrap(
        bytes, 0, address instanceof Inet6Address ? NETWORK_BYTES : bytes.length);
  }
}
