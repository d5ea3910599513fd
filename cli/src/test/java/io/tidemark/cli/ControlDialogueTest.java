package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ControlOutcome;
import io.tidemark.schemas.wire.WireFormat;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ControlDialogueTest {
  /** What sets a terminal's title and colours, ends the line and turns the direction of reading. */
  private static final String HOSTILE = "\u009D0;title\u009C\u009B31m\u0085\u2028\u202E\u001B[2J";

  private static final ControlEvent EVENT =
      ControlEvent.newBuilder()
          .setTime(Instant.EPOCH)
          .setDetector("pump" + HOSTILE)
          .setOutcome(ControlOutcome.REFUSED)
          .setVersion("1" + HOSTILE)
          .setDigest(HOSTILE)
          .setReason("no" + HOSTILE)
          .build();

  @Test
  void aLineHoldsNothingThatATerminalObeys() {
    String line = ControlDialogue.line(EVENT);
    assertThat(line).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
    assertThat(line).contains("pump\uFFFD0;title").contains("no\uFFFD0;title");
  }

  @Test
  void jsonHoldsTheSameValueInEscapes() throws Exception {
    String json = ControlDialogue.json(WireFormat.JSON.encoder(ControlEvent.class), EVENT);
    assertThat(json).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
    assertThat(new ObjectMapper().readTree(json).path("detector").asText())
        .isEqualTo("pump" + HOSTILE);
  }
}
