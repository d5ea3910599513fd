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

/** Browsers that have shown a token. Kept in memory: after a restart they show it again. */
final class Sessions {
  static final Duration LENGTH = Duration.ofHours(12);

  /** With one more, the oldest ends. */
  static final int MOST = 1000;

  private static final int BYTES = 32;

  private final byte[] token;
  private final byte @Nullable [] readerToken;
  private final Clock clock;
  private final WrongTokens wrongTokens;
  private final SecureRandom random = new SecureRandom();

  /** The oldest first. */
  private final Map<String, Session> sessions =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
          return size() > MOST;
        }
      };

  private record Session(Instant end, Role role) {}

  /** What comes of a token that somebody shows. */
  enum Shown {
    OPERATOR,
    READER,
    WRONG,
    /** Not looked at: too many from there were wrong. */
    TOO_MANY
  }

  /**
   * @param readerToken of those who may change nothing; null where there is none
   */
  Sessions(String token, @Nullable String readerToken, Clock clock) {
    this.token = bytes(token);
    this.readerToken = readerToken == null ? null : bytes(readerToken);
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
    if (MessageDigest.isEqual(bytes(shown), token)) {
      return Shown.OPERATOR;
    }
    if (readerToken != null && MessageDigest.isEqual(bytes(shown), readerToken)) {
      return Shown.READER;
    }
    wrongTokens.add(address);
    return Shown.WRONG;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A new session's secret. */
  synchronized String begin(Role role) {
    Instant now = clock.instant();
    sessions.values().removeIf(session -> session.end.isBefore(now));
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    sessions.put(id, new Session(now.plus(LENGTH), role));
    return id;
  }

  boolean isAlive(@Nullable String id) {
    return role(id) != null;
  }

  /** What may be done in a session; null where it is over, or was never there. */
  synchronized @Nullable Role role(@Nullable String id) {
    Session session = id == null ? null : sessions.get(id);
    return session != null && session.end.isAfter(clock.instant()) ? session.role : null;
  }

  synchronized void end(@Nullable String id) {
    if (id != null) {
      sessions.remove(id);
    }
  }
}
