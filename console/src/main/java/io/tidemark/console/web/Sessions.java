package io.tidemark.console.web;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Browsers that have shown the token. Kept in memory: after a restart they show it again. */
final class Sessions {
  static final Duration LENGTH = Duration.ofHours(12);

  /** With one more, the oldest ends. */
  static final int MOST = 1000;

  private static final int BYTES = 32;

  private final String token;
  private final Clock clock;
  private final WrongTokens wrongTokens;
  private final SecureRandom random = new SecureRandom();

  /** The oldest first. */
  private final Map<String, Instant> ends =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > MOST;
        }
      };

  /** What comes of a token that somebody shows. */
  enum Shown {
    RIGHT,
    WRONG,
    /** Not looked at: too many from there were wrong. */
    TOO_MANY
  }

  Sessions(String token, Clock clock) {
    this.token = token;
    this.clock = clock;
    this.wrongTokens = new WrongTokens(clock);
  }

  /**
   * @param address where it comes from; null where that is unknown
   */
  synchronized Shown show(String shown, @Nullable InetAddress address) {
    if (!wrongTokens.mayTry(address)) {
      return Shown.TOO_MANY;
    }
    if (MessageDigest.isEqual(
        shown.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8))) {
      return Shown.RIGHT;
    }
    wrongTokens.add(address);
    return Shown.WRONG;
  }

  /** A new session's secret. */
  synchronized String begin() {
    Instant now = clock.instant();
    ends.values().removeIf(end -> end.isBefore(now));
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    ends.put(id, now.plus(LENGTH));
    return id;
  }

  synchronized boolean isAlive(@Nullable String id) {
    Instant end = id == null ? null : ends.get(id);
    return end != null && end.isAfter(clock.instant());
  }

  synchronized void end(@Nullable String id) {
    if (id != null) {
      ends.remove(id);
    }
  }
}
