package io.tidemark.console.silence;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.schemas.Silence;
import io.tidemark.schemas.SilenceKind;
import io.tidemark.schemas.wire.WireFormat;
import java.time.Instant;
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
  void takesTheNewestRecordOfASilenceUntilItIsForgotten() {
    take("s", value("FREQ=DAILY"));
    assertThat(silences.newestFirst()).hasSize(1);

    take("s", null);

    assertThat(silences.newestFirst()).isEmpty();
  }

  @Test
  void passesOverWhatIsNoSilenceOrHasARuleThatIsNotAccepted() {
    take("s", value("FREQ=DAILY"));

    take("s", value("FREQ=SECONDLY"));
    take("t", value("every night"));
    take("u", new byte[] {1, 2, 3});

    assertThat(silences.newestFirst())
        .singleElement()
        .satisfies(rule -> assertThat(rule.silence().getRecurrence()).isEqualTo("FREQ=DAILY"));
  }

  private void take(String id, byte @Nullable [] value) {
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
