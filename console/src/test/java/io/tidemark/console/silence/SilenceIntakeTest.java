package io.tidemark.console.silence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.schemas.Silence;
import io.tidemark.schemas.SilenceKind;
import io.tidemark.schemas.wire.WireException;
import io.tidemark.schemas.wire.WireFormat;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SilenceIntakeTest {
  private static final Instant NOW = Instant.parse("2026-01-05T07:00:00Z");

  private final Silences silences = Silences.none();
  private final SilenceIntake intake =
      new SilenceIntake(new Properties(), "silences", null, silences);

  @Test
  void takesTheNewestRecordOfASilenceUntilItIsForgotten() throws WireException {
    take("s", value("FREQ=DAILY"));
    assertThat(silences.newestFirst()).hasSize(1);

    take("s", null);

    assertThat(silences.newestFirst()).isEmpty();
  }

  @Test
  void refusesWhatIsNoSilenceOrHasARuleThatIsNotAccepted() throws WireException {
    take("s", value("FREQ=DAILY"));

    for (byte[] bad : List.of(value("FREQ=SECONDLY"), value("every night"), new byte[] {1, 2, 3})) {
      assertThatThrownBy(() -> take("s", bad)).isInstanceOf(WireException.class);
    }

    assertThat(silences.newestFirst())
        .singleElement()
        .satisfies(rule -> assertThat(rule.silence().getRecurrence()).isEqualTo("FREQ=DAILY"));
  }

  private void take(String id, byte @Nullable [] value) throws WireException {
    intake.take(new ConsumerRecord<>("silences", 0, 0, id.getBytes(), value));
  }

  private static byte[] value(String recurrence) {
    return WireFormat.AVRO
        .encoder(Silence.class)
        .encode(
            Silence.newBuilder()
                .setId("s")
                .setKind(SilenceKind.LATER)
                .setRecurrence(recurrence)
                .setFrom(NOW)
                .setUntil(NOW.plusSeconds(60))
                .setCreatedAt(NOW)
                .build());
  }
}
