package io.tidemark.console.delivery;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Alert ids in characters that every header, label and shell takes. An id may hold any character
 * that the writer of the alert topic chose, line breaks too, which would start a header of their
 * own.
 */
final class PlainId {
  /** With a prefix and a suffix it still fits the 998 characters of a line of mail. */
  private static final int LONGEST = 200;

  private PlainId() {}

  /**
   * The id itself where it consists of letters, digits, dots, dashes and underscores; otherwise
   * percent-encoded, so that different ids stay different. A longer id becomes its SHA-256.
   */
  static String of(String alertId) {
    if (alertId.length() > LONGEST) {
      return "sha256-" + sha256(alertId);
    }
    String encoded =
        URLEncoder.encode(alertId, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
    return encoded.length() > LONGEST ? "sha256-" + sha256(alertId) : encoded;
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
