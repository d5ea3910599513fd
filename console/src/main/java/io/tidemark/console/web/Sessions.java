package io.tidemark.console.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Browsers that have shown the token. Kept in memory: after a restart they show it again. */
final class Sessions {
  static final Duration LENGTH = Duration.ofHours(12);

  /** A wrong token costs no more tries than this a minute, whoever shows it. */
  private static final int WRONG_A_MINUTE = 20;

  private static final int BYTES = 32;

  private final String token;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Instant> ends = new ConcurrentHashMap<>();
  private Instant minute = Instant.EPOCH;
  private int wrong;

  Sessions(String token, Clock clock) {
    this.token = token;
    this.clock = clock;
  }

  /** Whether it is the token; never when there were too many that were not. */
  synchronized boolean isToken(String shown) {
    Instant now = clock.instant();
    if (now.isAfter(minute.plus(Duration.ofMinutes(1)))) {
      minute = now;
      wrong = 0;
    }
    boolean right =
        wrong < WRONG_A_MINUTE
            && MessageDigest.isEqual(
                shown.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    if (!right) {
      wrong++;
    }
    return right;
  }

  /** A new session's secret. */
  String begin() {
    Instant now = clock.instant();
    ends.values().removeIf(end -> end.isBefore(now));
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    ends.put(id, now.plus(LENGTH));
    return id;
  }

  boolean isAlive(@Nullable String id) {
    Instant end = id == null ? null : ends.get(id);
    return end != null && end.isAfter(clock.instant());
  }
}
