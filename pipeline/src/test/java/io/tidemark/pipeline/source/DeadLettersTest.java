package io.tidemark.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.DeadLetterReason;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
  private final DeadLetters letters = new DeadLetters(Records.NOW::toEpochMilli);

  @Test
  void whatFitsIsKeptWhole() {
    byte[] key = new byte[DeadLetters.MOST_KEY];
    byte[] value = new byte[DeadLetters.MOST_PAYLOAD];
    String detail = "x".repeat(1_000);
    DeadLetter letter = letter(key, value, detail);
    assertThat(letter.getRecordKey().remaining()).isEqualTo(key.length);
    assertThat(letter.getPayload().remaining()).isEqualTo(value.length);
    assertThat(letter.getDetail()).isEqualTo(detail);
  }

  @Test
  void whatDoesNotFitIsCutAndTheLetterSaysSo() {
    byte[] key = new byte[DeadLetters.MOST_KEY + 1];
    byte[] value = new byte[DeadLetters.MOST_PAYLOAD + 1];
    DeadLetter letter = letter(key, value, "x".repeat(1_001));
    assertThat(letter.getRecordKey().remaining()).isEqualTo(10_000);
    assertThat(letter.getPayload().remaining()).isEqualTo(600_000);
    assertThat(letter.getDetail())
        .isEqualTo("x".repeat(997) + "... (the payload's first 600000 of 600001 bytes)");
  }

  @Test
  void theDetailIsOnePrintableLine() {
    DeadLetter letter =
        letter(new byte[0], new byte[1], "key pump\u009B31m\u2028\n and \u202Emore");
    assertThat(letter.getDetail()).isEqualTo("key pump\uFFFD31m and \uFFFDmore");
  }

  private DeadLetter letter(byte[] key, byte[] value, String detail) {
    return letters.of(
        new RawRecord(Records.TOPIC, 2, 9, 0, key, value), DeadLetterReason.INVALID, detail);
  }
}
