package io.tidemark.cli.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.DefinitionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawRecordFileTest {
  @TempDir Path folder;

  @Test
  void aRecordHasWhatItsLineSays() throws Exception {
    ProducerRecord<byte[], byte[]> record =
        only(
            "{\"key\": \"a/b\", \"value\": \"{\\\"x\\\": 1.50}\", \"timestamp\": 1767225600000,"
                + " \"headers\": {\"kind\": \"r\", \"none\": null}}");

    assertThat(record.topic()).isEqualTo("t");
    assertThat(record.key()).isEqualTo("a/b".getBytes(UTF_8));
    assertThat(record.value()).isEqualTo("{\"x\": 1.50}".getBytes(UTF_8));
    assertThat(record.timestamp()).isEqualTo(1_767_225_600_000L);
    assertThat(record.headers().lastHeader("kind").value()).isEqualTo("r".getBytes(UTF_8));
    assertThat(record.headers().lastHeader("none").value()).isNull();
  }

  @Test
  void bytesComeInBase64AndATombstoneIsNull() throws Exception {
    assertThat(only("{\"base64\": \"AAEC/w==\"}").value()).containsExactly(0, 1, 2, -1);
    ProducerRecord<byte[], byte[]> tombstone = only("{\"value\": null}");
    assertThat(tombstone.value()).isNull();
    assertThat(tombstone.key()).isNull();
    assertThat(tombstone.timestamp()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"value\": \"a\"     | it is not JSON: ",
        "[1]                   | it must be an object with value or base64",
        "{}                    | it must have either value or base64",
        "{\"value\": null, \"base64\": \"\"} | it must have either value or base64",
        "{\"value\": {\"a\": 1}} | value: {\"a\":1} is not accepted; it must be a text or null",
        "{\"base64\": \"!\"}    | base64: ",
        "{\"value\": \"\", \"key\": 7} | key: 7 is not accepted; it must be a text or null",
        "{\"value\": \"\", \"timestamp\": \"now\"} | timestamp: \"now\" is not accepted; it must be milliseconds since 1970, a whole number",
        "{\"value\": \"\", \"headers\": [1]} | headers: it must be an object of texts",
        "{\"value\": \"\", \"offset\": 1} | offset: there is no such field; accepted here are [base64, headers, key, timestamp, value]",
        "{\"value\": \"\"} {}     | it is not JSON: "
      })
  void whatIsNoRecordIsNamedWithItsLine(String line, String message) {
    assertThatThrownBy(() -> only("\n" + line))
        .isInstanceOf(DefinitionException.class)
        .hasMessageStartingWith(folder.resolve("r.jsonl") + ": line 2: " + message);
  }

  @Test
  void aFileThatIsMissingIsBadInput() {
    assertThatThrownBy(() -> RawRecordFile.open(folder.resolve("none"), "t"))
        .hasMessageStartingWith("--raw: ")
        .hasMessageEndingWith("it must be a file that can be read");
  }

  /** The only record of a file of one line. */
  private ProducerRecord<byte[], byte[]> only(String line) throws IOException {
    Path file = Files.writeString(folder.resolve("r.jsonl"), line + "\n\n");
    try (RawRecordFile records = RawRecordFile.open(file, "t")) {
      ProducerRecord<byte[], byte[]> record = Objects.requireNonNull(records.next());
      assertThat(records.next()).isNull();
      return record;
    }
  }
}
