package io.tidemark.pipeline.source;

import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.DeadLetterReason;
import io.tidemark.schemas.PrintableText;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes dead letters. What a letter holds of its record is cut to a size that a broker with the
 * usual limit of 1 MiB takes in either wire format; the offset leads to the rest.
 */
final class DeadLetters {
  static final int MOST_PAYLOAD = 600_000;
  static final int MOST_KEY = 10_000;
  private static final int MOST_DETAIL = 1_000;

  private final WallClock clock;

  DeadLetters(WallClock clock) {
    this.clock = clock;
  }

  DeadLetter of(RawRecord record, DeadLetterReason reason, String detail) {
    byte @Nullable [] key = record.key();
    byte @Nullable [] value = record.value();
    return DeadLetter.newBuilder()
        .setPayload(cut(value == null ? new byte[0] : value, MOST_PAYLOAD))
        .setRecordKey(key == null ? null : cut(key, MOST_KEY))
        .setTopic(record.topic())
        .setPartition(record.partition())
        .setOffset(record.offset())
        .setReason(reason)
        .setDetail(detail(detail, record.size()))
        .setTime(Instant.ofEpochMilli(clock.millis()).truncatedTo(ChronoUnit.MICROS))
        .build();
  }

  private static ByteBuffer cut(byte[] bytes, int most) {
    return ByteBuffer.wrap(bytes.length > most ? Arrays.copyOf(bytes, most) : bytes);
  }

  private static String detail(String detail, int payload) {
    String shown = PrintableText.oneLine(detail, MOST_DETAIL);
    return payload > MOST_PAYLOAD
        ? shown + " (the payload's first " + MOST_PAYLOAD + " of " + payload + " bytes)"
        : shown;
  }
}
