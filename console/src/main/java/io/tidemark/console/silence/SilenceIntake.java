package io.tidemark.console.silence;

import io.tidemark.console.intake.AnyFormat;
import io.tidemark.console.intake.TopicFollower;
import io.tidemark.schemas.Silence;
import io.tidemark.schemas.registry.RegistrySettings;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads the silences from their compacted topic, until closed. */
public final class SilenceIntake implements AutoCloseable {
  private final Silences silences;
  private final EventDecoder<Silence> decoder;
  private final TopicFollower follower;

  /**
   * @param kafka client settings, at least {@code bootstrap.servers}
   * @param registry where schemas are, for records in Confluent's wire format; null: nowhere
   * @param silences takes them
   */
  public SilenceIntake(
      Properties kafka, String topic, @Nullable RegistrySettings registry, Silences silences) {
    this.silences = silences;
    this.decoder = new AnyFormat<>(Silence.class, registry);
    this.follower = new TopicFollower(kafka, topic, this::take, silences::nowKnown);
  }

  /** Begins to read. */
  public void start() {
    follower.start();
  }

  void take(ConsumerRecord<byte[], byte[]> record) throws WireException {
    if (record.value() != null) {
      accept(decoder.decode(record.value()));
    } else if (record.key() != null) {
      silences.remove(new String(record.key(), StandardCharsets.UTF_8));
    }
  }

  private void accept(Silence silence) throws WireException {
    try {
      silences.accept(silence);
    } catch (IllegalArgumentException refused) {
      throw new WireException(String.valueOf(refused.getMessage()));
    }
  }

  @Override
  public void close() {
    follower.close();
  }
}
