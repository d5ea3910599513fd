package io.tidemark.console.action;

import io.tidemark.console.intake.AnyFormat;
import io.tidemark.console.intake.TopicFollower;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.registry.RegistrySettings;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads the actions from their topic, until closed. */
public final class ActionIntake implements AutoCloseable {
  private final Standings standings;
  private final EventDecoder<IncidentAction> decoder;
  private final TopicFollower follower;

  /**
   * @param kafka client settings, at least {@code bootstrap.servers}
   * @param registry where schemas are, for records in Confluent's wire format; null: nowhere
   * @param standings takes them
   */
  public ActionIntake(
      Properties kafka, String topic, @Nullable RegistrySettings registry, Standings standings) {
    this.standings = standings;
    this.decoder = new AnyFormat<>(IncidentAction.class, registry);
    this.follower = new TopicFollower(kafka, topic, this::take, standings::nowKnown);
  }

  /** Begins to read. */
  public void start() {
    follower.start();
  }

  private void take(ConsumerRecord<byte[], byte[]> record) throws WireException {
    try {
      standings.accept(decoder.decode(record.value()), record.partition(), record.offset());
    } catch (WireException none) {
      standings.skip(record.partition(), record.offset());
      throw none;
    }
  }

  @Override
  public void close() {
    follower.close();
  }
}
