package io.tidemark.console.delivery;

import io.tidemark.console.action.ActionIntake;
import io.tidemark.console.action.ActionSink;
import io.tidemark.console.action.ActionTopic;
import io.tidemark.console.action.Standings;
import io.tidemark.console.intake.AnyFormat;
import io.tidemark.console.metrics.Metrics;
import io.tidemark.console.silence.SilenceIntake;
import io.tidemark.console.silence.Silences;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.registry.RegistrySettings;
import java.time.Clock;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Brings alerts to every receiver of a configuration, each at its own pace, until closed. */
public final class Deliveries implements AutoCloseable {
  private final List<AlertDispatcher> dispatchers;
  private final DeadLetters deadLetters;
  private final SilenceIntake silenceIntake;
  private final ActionIntake actionIntake;
  private final ActionSink actionSink;

  private Deliveries(
      List<AlertDispatcher> dispatchers,
      DeadLetters deadLetters,
      SilenceIntake silenceIntake,
      ActionIntake actionIntake,
      ActionSink actionSink) {
    this.actionIntake = actionIntake;
    this.actionSink = actionSink;
    this.dispatchers = dispatchers;
    this.silenceIntake = silenceIntake;
    this.deadLetters = deadLetters;
  }

  /**
   * Begins to deliver, from where each receiver's deliveries ended; a new one from the beginning of
   * the topic.
   *
   * @param kafka client settings, at least {@code bootstrap.servers}
   * @param registry where schemas are, for records in Confluent's wire format; null: nowhere
   * @param metrics of the process; those of the deliveries are added
   */
  public static Deliveries start(
      Properties kafka,
      String topic,
      DeliveryConfig config,
      @Nullable RegistrySettings registry,
      Metrics metrics) {
    DeadLetters deadLetters = new DeadLetterTopic(kafka, config.deadLetters());
    Clock clock = Clock.systemUTC();
    Silences silences = new Silences();
    SilenceIntake silenceIntake = new SilenceIntake(kafka, config.silences(), registry, silences);
    silenceIntake.start();
    ActionSink actionSink = new ActionTopic(kafka, config.actions());
    Standings standings = new Standings(actionSink, clock);
    ActionIntake actionIntake = new ActionIntake(kafka, config.actions(), registry, standings);
    actionIntake.start();
    DeliveryMetrics figures = new DeliveryMetrics(metrics, clock);
    List<AlertDispatcher> dispatchers =
        config.receivers().stream()
            .map(
                receiver ->
                    new AlertDispatcher(
                        AlertDispatcher.consumer(kafka, config.group() + "-" + receiver.name()),
                        topic,
                        config.actions(),
                        receiver,
                        new AnyFormat<>(AnomalyAlert.class, registry),
                        new AnyFormat<>(IncidentAction.class, registry),
                        deadLetters,
                        silences,
                        standings,
                        figures.add(receiver.name()),
                        clock))
            .toList();
    dispatchers.forEach(AlertDispatcher::start);
    return new Deliveries(dispatchers, deadLetters, silenceIntake, actionIntake, actionSink);
  }

  /** Why not all receivers can be served now, in words that anyone may see; null where they can. */
  public @Nullable String trouble() {
    return dispatchers.stream().allMatch(AlertDispatcher::isReading)
        ? null
        : "the alerts for a receiver are not read now";
  }

  @Override
  public void close() {
    dispatchers.forEach(AlertDispatcher::close);
    silenceIntake.close();
    actionIntake.close();
    actionSink.close();
    deadLetters.close();
  }
}
