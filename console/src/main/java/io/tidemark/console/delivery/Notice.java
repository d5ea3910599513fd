package io.tidemark.console.delivery;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What is told at once: one message or a group of them, in order.
 *
 * @param letters at least one
 */
record Notice(String receiver, List<Letter> letters) {
  /** Same letters, same key: so that a receiver can tell a repetition. */
  String idempotencyKey() {
    if (letters.size() == 1) {
      return letters.get(0).idempotencyKey();
    }
    String all = letters.stream().map(Letter::idempotencyKey).collect(Collectors.joining(","));
    return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
