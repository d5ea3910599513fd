package io.tidemark.console.delivery;

import io.tidemark.console.intake.AnyFormat;
import io.tidemark.console.silence.SilenceIntake;
import io.tidemark.console.silence.Silences;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.registry.RegistrySettings;
import java.time.Clock;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Brings alerts to every receiver of a configuration, each at its own pace, until closed. */
public final class Deliveries implements AutoCloseable {
  private final List<Postman> postmen;
  private final DeadLetters deadLetters;
  private final SilenceIntake silenceIntake;

  private Deliveries(List<Postman> postmen, DeadLetters deadLetters, SilenceIntake silenceIntake) {
    this.postmen = postmen;
    this.silenceIntake = silenceIntake;
    this.deadLetters = deadLetters;
  }

  /**
   * Begins to deliver, from where each receiver's deliveries ended; a new one from the beginning of
   * the topic.
   *
   * @param kafka client settings, at least {@code bootstrap.servers}
   * @param registry where schemas are, for records in Confluent's wire format; null: nowhere
   */
  public static Deliveries start(
      Properties kafka, String topic, DeliveryConfig config, @Nullable RegistrySettings registry) {
    DeadLetters deadLetters = new DeadLetterTopic(kafka, config.deadLetters());
    Clock clock = Clock.systemUTC();
    Silences silences = new Silences();
    SilenceIntake silenceIntake = new SilenceIntake(kafka, config.silences(), registry, silences);
    silenceIntake.start();
    List<Postman> postmen =
        config.receivers().stream()
            .map(
                receiver ->
                    new Postman(
                        kafka,
                        topic,
                        config.group(),
                        receiver,
                        new AnyFormat<>(AnomalyAlert.class, registry),
                        deadLetters,
                        silences,
                        clock))
            .toList();
    postmen.forEach(Postman::start);
    return new Deliveries(postmen, deadLetters, silenceIntake);
  }

  /** Why not all receivers can be served now, in words that anyone may see; null where they can. */
  public @Nullable String trouble() {
    return postmen.stream().allMatch(Postman::isReading)
        ? null
        : "the alerts for a receiver are not read now";
  }

  @Override
  public void close() {
    postmen.forEach(Postman::close);
    silenceIntake.close();
    deadLetters.close();
  }
}
