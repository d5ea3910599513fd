package io.tidemark.console;

import io.tidemark.console.action.ActionSink;
import io.tidemark.console.action.ActionTopic;
import io.tidemark.console.detector.ControlIntake;
import io.tidemark.console.detector.Job;
import io.tidemark.console.detector.Rollouts;
import io.tidemark.console.feedback.FeedbackSink;
import io.tidemark.console.feedback.FeedbackTopic;
import io.tidemark.console.fleet.Fleet;
import io.tidemark.console.intake.CoverageIntake;
import io.tidemark.console.intake.HistoryWriter;
import io.tidemark.console.intake.Intake;
import io.tidemark.console.metrics.Metrics;
import io.tidemark.console.silence.SilenceIntake;
import io.tidemark.console.silence.SilenceSink;
import io.tidemark.console.silence.SilenceTopic;
import io.tidemark.console.silence.Silences;
import io.tidemark.console.store.History;
import io.tidemark.console.store.StoreLimit;
import io.tidemark.console.web.Readiness;
import io.tidemark.console.web.WebServer;
import io.tidemark.schemas.kafka.BrokerWatch;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The console, running: reads Kafka, keeps the history, serves the page. */
public final class Console implements AutoCloseable {
  private final History history;
  private final Intake intake;
  private final CoverageIntake coverage;
  private final FeedbackSink feedback;
  private final SilenceSink silenceSink;
  private final ActionSink actions;
  private final SilenceIntake silences;
  private final @Nullable ControlIntake control;
  private final WebServer web;
  private final BrokerWatch broker;
  private final List<Readiness> needs;
  private final Metrics metrics;

  private Console(
      History history,
      Intake intake,
      CoverageIntake coverage,
      FeedbackSink feedback,
      SilenceSink silenceSink,
      ActionSink actions,
      SilenceIntake silences,
      @Nullable ControlIntake control,
      WebServer web,
      BrokerWatch broker,
      List<Readiness> needs,
      Metrics metrics) {
    this.history = history;
    this.intake = intake;
    this.coverage = coverage;
    this.feedback = feedback;
    this.silenceSink = silenceSink;
    this.actions = actions;
    this.silences = silences;
    this.control = control;
    this.web = web;
    this.broker = broker;
    this.needs = needs;
    this.metrics = metrics;
  }

  /**
   * Starts it.
   *
   * @param kafka client settings, at least {@code bootstrap.servers}
   * @throws io.tidemark.console.store.StoreException when the history cannot be opened
   */
  public static Console start(Properties kafka, ConsoleSettings settings) {
    Clock clock = Clock.systemUTC();
    History history =
        History.open(settings.store(), settings.limit(), settings.situations(), clock);
    BrokerWatch broker = BrokerWatch.start(kafka, settings.topicsRead());
    try {
      Fleet fleet = new Fleet(settings.stale(), clock);
      HistoryWriter writer =
          new HistoryWriter(
              history,
              fleet,
              settings.alertsTopic(),
              settings.actionsTopic(),
              settings.retention(),
              clock);
      Metrics metrics = new Metrics();
      FeedbackSink feedback =
          CountedFeedback.of(
              new FeedbackTopic(kafka, settings.feedbackTopic()), history::knownDetectors, metrics);
      ActionSink actions = new ActionTopic(kafka, settings.actionsTopic());
      Silences silences = new Silences();
      SilenceSink silenceSink = new SilenceTopic(kafka, settings.silencesTopic());
      SilenceIntake silenceIntake =
          new SilenceIntake(kafka, settings.silencesTopic(), settings.registry(), silences);
      Rollouts rollouts = new Rollouts(writer::changed);
      ControlIntake controlIntake = control(kafka, settings, rollouts);
      Readiness kept = () -> writer.failure() == null ? null : "what comes cannot be kept";
      List<Readiness> needs = new CopyOnWriteArrayList<>(List.of(broker::trouble, kept));
      Readiness readiness = Readiness.all(needs);
      WebServer web =
          WebServer.start(
              settings.access(),
              history,
              fleet,
              settings.scoresTopic() != null,
              writer,
              feedback,
              silences,
              silenceSink,
              actions,
              settings.job(),
              rollouts,
              readiness,
              metrics,
              clock);
      Intake intake =
          new Intake(
              kafka,
              settings.alertsTopic(),
              settings.scoresTopic(),
              settings.actionsTopic(),
              settings.registry(),
              writer);
      CoverageIntake coverage =
          new CoverageIntake(kafka, settings.coverageTopic(), settings.registry(), fleet, clock);
      metrics.work("console", () -> readiness.trouble() == null, () -> broker.trouble() == null);
      ConsoleMetrics.add(metrics, intake, coverage, writer, history);
      intake.start();
      coverage.start();
      silenceIntake.start();
      if (controlIntake != null) {
        controlIntake.start();
      }
      return new Console(
          history,
          intake,
          coverage,
          feedback,
          silenceSink,
          actions,
          silenceIntake,
          controlIntake,
          web,
          broker,
          needs,
          metrics);
    } catch (RuntimeException failed) {
      broker.close();
      history.close();
      throw failed;
    }
  }

  private static @Nullable ControlIntake control(
      Properties kafka, ConsoleSettings settings, Rollouts rollouts) {
    Job job = settings.job();
    return job == null || job.control() == null
        ? null
        : new ControlIntake(kafka, job.control(), settings.registry(), rollouts);
  }

  /** Counts as ready only while this is, too. */
  public void needs(Readiness part) {
    needs.add(part);
  }

  /** What the process shows to Prometheus. */
  public Metrics metrics() {
    return metrics;
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
    broker.close();
    web.close();
    intake.close();
    coverage.close();
    feedback.close();
    silences.close();
    if (control != null) {
      control.close();
    }
    silenceSink.close();
    actions.close();
    history.close();
  }
}
