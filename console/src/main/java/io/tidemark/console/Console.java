package io.tidemark.console;

import io.tidemark.console.feedback.FeedbackSink;
import io.tidemark.console.feedback.FeedbackTopic;
import io.tidemark.console.fleet.Fleet;
import io.tidemark.console.intake.Intake;
import io.tidemark.console.intake.Keeper;
import io.tidemark.console.store.History;
import io.tidemark.console.store.StoreLimit;
import io.tidemark.console.web.WebServer;
import java.net.URI;
import java.time.Clock;
import java.util.Properties;

/** The console, running: reads Kafka, keeps the history, serves the page. */
public final class Console implements AutoCloseable {
  private final History history;
  private final Intake intake;
  private final FeedbackSink feedback;
  private final WebServer web;

  private Console(History history, Intake intake, FeedbackSink feedback, WebServer web) {
    this.history = history;
    this.intake = intake;
    this.feedback = feedback;
    this.web = web;
  }

  /**
   * Starts it.
   *
   * @param kafka client settings, at least {@code bootstrap.servers}
   * @throws io.tidemark.console.store.StoreException when the history cannot be opened
   */
  public static Console start(Properties kafka, ConsoleSettings settings) {
    Clock clock = Clock.systemUTC();
    History history = History.open(settings.store(), settings.limit(), clock);
    try {
      Fleet fleet = new Fleet(settings.stale(), clock);
      Keeper keeper =
          new Keeper(history, fleet, settings.alertsTopic(), settings.retention(), clock);
      FeedbackSink feedback = new FeedbackTopic(kafka, settings.feedbackTopic());
      WebServer web =
          WebServer.start(
              settings.access(),
              history,
              fleet,
              settings.scoresTopic() != null,
              keeper,
              feedback,
              clock);
      Intake intake =
          new Intake(
              kafka, settings.alertsTopic(), settings.scoresTopic(), settings.registry(), keeper);
      intake.start();
      return new Console(history, intake, feedback, web);
    } catch (RuntimeException failed) {
      history.close();
      throw failed;
    }
  }

  /** Where the page is. */
  public URI address() {
    return web.address();
  }

  /** How large the history's file may become. */
  public StoreLimit limit() {
    return history.limit();
  }

  @Override
  public void close() {
    web.close();
    intake.close();
    feedback.close();
    history.close();
  }
}
