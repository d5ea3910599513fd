package io.tidemark.cli;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names a folder after a Kafka cluster. The id is whatever the broker answers, and a broker may be
 * anybody's: it must not lead out of the folder or carry settings of the database.
 */
final class ClusterFolder {
  /** What Kafka generates: 16 bytes in URL-safe Base64 without padding. */
  private static final Pattern KAFKA_ID = Pattern.compile("[A-Za-z0-9_-]{22}");

  private static final int HASH_BYTES = 16;

  private ClusterFolder() {}

  /** The id itself where it is one of Kafka's, otherwise part of its SHA-256. */
  static String name(@Nullable String clusterId) {
    String id = String.valueOf(clusterId); // old brokers have none
    if (KAFKA_ID.matcher(id).matches()) {
      return id;
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + HexFormat.of().formatHex(hash, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
