package io.tidemark.cli.renewal;

import io.tidemark.cli.control.ModelControl;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Retraining;
import io.tidemark.detector.model.ModelException;
import io.tidemark.export.ModelTrainer;
import io.tidemark.export.training.TrainingListener;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.schemas.PrintableText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the models of the detectors that say {@code retrain}, one after the other. It keeps
 * nothing of its own: when a model was trained is in its file, and which one serves in the job's
 * answers.
 */
public final class Trainer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);
  private static final Duration AFTER_FAILURE = Duration.ofHours(1);

  /** How far before the oldest training alerts of drift are looked for that are still open. */
  private static final Duration OPEN_DRIFT = Duration.ofDays(7);

  private final PipelineConfig config;
  private final String feedbackTopic;
  private final Clock clock;
  private final ModelMaker maker;
  private final ModelControl control;
  private final Path store;
  private final List<DetectorDefinition> definitions;
  private final Map<String, Instant> failed = new HashMap<>();
  private @Nullable DriftWatch drifts;

  /**
   * @param feedbackTopic what people said of incidents
   * @throws DefinitionException when no detector says {@code retrain}, the job takes no commands,
   *     or models must be signed
   */
  public Trainer(PipelineConfig config, String feedbackTopic, Clock clock) {
    this(
        config,
        feedbackTopic,
        clock,
        (definition, options, windows, out) ->
            new ModelTrainer(definition, options, TrainingListener.SILENT, clock)
                .train(windows, out));
  }

  /** With models that are made otherwise. */
  public Trainer(PipelineConfig config, String feedbackTopic, Clock clock, ModelMaker maker) {
    this.config = config;
    this.feedbackTopic = feedbackTopic;
    this.clock = clock;
    this.maker = maker;
    control = new ModelControl(config);
    store = Objects.requireNonNull(config.control()).store();
    definitions =
        Detectors.read(config.detectors()).definitions().stream()
            .filter(definition -> definition.retrain() != null)
            .toList();
    if (definitions.isEmpty()) {
      throw new DefinitionException("retrain: no detector of the configuration has it");
    }
    if (config.modelKey() != null) {
      throw new DefinitionException(
          "models.publicKey: the trainer cannot sign models, so the job would refuse them; leave out"
              + " retrain, or publicKey");
    }
  }

  /** Looks again and again until the thread is interrupted. */
  public void run() throws InterruptedException {
    while (true) {
      once();
      TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
    }
  }

  /**
   * Looks at each detector and renews the models that are due.
   *
   * @return whether nothing failed; that an old model goes on serving is no failure
   */
  public boolean once() throws InterruptedException {
    boolean done = true;
    for (DetectorDefinition definition : definitions) {
      Instant before = failed.get(definition.name());
      if (before == null || !clock.instant().isBefore(before.plus(AFTER_FAILURE))) {
        done &= tried(definition);
      }
    }
    return done;
  }

  private boolean tried(DetectorDefinition definition) throws InterruptedException {
    try {
      look(definition);
      failed.remove(definition.name());
      return true;
    } catch (IOException | DefinitionException | ModelException | KafkaException failure) {
      LOG.error(
          "{}: the old model continues to serve: {}",
          definition.name(),
          PrintableText.oneLine(String.valueOf(failure.getMessage())));
      failed.put(definition.name(), clock.instant());
      return false;
    }
  }

  private void look(DetectorDefinition definition) throws IOException, InterruptedException {
    Retraining retrain = Objects.requireNonNull(definition.retrain());
    ModelFolder folder = new ModelFolder(definition, store);
    Path serving = folder.serving(control.events());
    Instant last = folder.lastTraining(serving);
    Instant now = clock.instant();
    String reason = Due.reason(retrain, last, now, drift(definition, last));
    if (reason == null) {
      LOG.debug("{}: not due; the newest model was trained at {}", definition.name(), last);
      return;
    }
    LOG.info("{}: trains a new model: {}", definition.name(), reason);
    RecordedHistory history = RecordedHistory.read(config, definition, retrain, feedbackTopic, now);
    new Renewal(control, definition, retrain, maker).renew(history, serving, folder.file(now));
  }

  private DriftWatch.@Nullable Drift drift(DetectorDefinition definition, Instant last) {
    DriftWatch watch = drifts;
    if (watch == null) {
      watch = new DriftWatch(config, last.minus(OPEN_DRIFT));
      drifts = watch;
    }
    watch.look();
    return watch.of(definition.name());
  }

  @Override
  public void close() {
    if (drifts != null) {
      drifts.close();
    }
  }
}
