package io.tidemark.cli.renewal;

import io.tidemark.cli.control.ModelControl;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Durations;
import io.tidemark.detector.definition.Promotion;
import io.tidemark.detector.definition.Retraining;
import io.tidemark.export.renewal.Gate;
import io.tidemark.export.renewal.HistoryTrial;
import io.tidemark.export.renewal.NormalHistory;
import io.tidemark.export.renewal.ServingOptions;
import io.tidemark.export.renewal.ShadowFigures;
import io.tidemark.export.source.TrainingData;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.window.RowSelection;
import io.tidemark.export.window.TrainingWindows;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ControlOutcome;
import io.tidemark.schemas.ModelAction;
import io.tidemark.schemas.ModelCommand;
import io.tidemark.schemas.PrintableText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One renewal of one detector's model: train, compare on the recorded history, offer, compare in
 * the shadow, promote. The model that serves goes on serving wherever this ends before.
 */
final class Renewal {
  private static final Logger LOG = LoggerFactory.getLogger(Renewal.class);

  /** How long the job may take to answer a command; it answers with its next checkpoint. */
  private static final Duration ANSWER = Duration.ofMinutes(5);

  /** How many times as long as defined the shadow may last while there are too few windows. */
  private static final int LONGEST_SHADOW = 10;

  private final ModelControl control;
  private final DetectorDefinition definition;
  private final Retraining retrain;
  private final ModelMaker maker;

  Renewal(
      ModelControl control, DetectorDefinition definition, Retraining retrain, ModelMaker maker) {
    this.control = control;
    this.definition = definition;
    this.retrain = retrain;
    this.maker = maker;
  }

  /**
   * Renews the model.
   *
   * @param serving file of the model that serves; null where none does
   * @param file for the new model, in the job's model store
   * @throws IOException when the job does not answer
   */
  void renew(RecordedHistory history, @Nullable Path serving, Path file)
      throws IOException, InterruptedException {
    train(history, serving, file);
    Gate recorded =
        HistoryTrial.of(definition, history.observations(), history.incidents(), serving)
            .gate(file);
    ModelCommand offer = control.offer(definition.name(), file);
    String digest = Objects.requireNonNull(offer.getDigest());
    if (!recorded.passed()) {
      refuse(digest, "on the recorded history", recorded);
      return;
    }
    LOG.info("{}: {} passed on the recorded history: {}", name(), digest, recorded.figures());
    if (!obeyed(offer)) {
      return;
    }
    ModelCommand shadow = control.about(ModelAction.SHADOW, definition.name(), digest);
    if (!obeyed(shadow)) {
      return;
    }
    Gate live = Gate.onShadow(shadowed(digest, shadow.getTime()));
    if (!live.passed()) {
      obeyed(control.offer(definition.name(), file)); // an offer ends the shadow
      refuse(digest, "in the shadow", live);
      return;
    }
    LOG.info("{}: {} passed in the shadow: {}", name(), digest, live.figures());
    if (retrain.promotion() == Promotion.BY_HAND) {
      LOG.info(
          "{}: {} stays in the shadow until you promote it: model promote --detector {} --digest {}",
          name(),
          digest,
          name(),
          digest);
      return;
    }
    promote(digest);
  }

  private void train(RecordedHistory history, @Nullable Path serving, Path file)
      throws IOException {
    TrainingData data = new TrainingData(definition, true);
    data.read(
        new NormalHistory(definition.name(), history.observations(), history.incidents()),
        RowSelection.ALL);
    TrainingOptions options = ServingOptions.of(definition, serving);
    TrainingWindows windows = data.windows();
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    maker.make(definition, options, windows, file);
    LOG.info(
        "{}: trained {} ({}) on {} windows of {} keys; {} incidents with {} events left out",
        name(),
        file,
        options.architecture(),
        windows.size(),
        windows.keys(),
        history.incidents().abnormal(),
        data.labelled());
  }

  private void promote(String digest) throws IOException, InterruptedException {
    ModelCommand promote = control.about(ModelAction.PROMOTE, definition.name(), digest);
    ControlEvent answer = answer(promote);
    if (answer.getOutcome() != ControlOutcome.PROMOTED) {
      refused(promote, answer);
      return;
    }
    ModelControl.Readiness keys = control.readiness(answer);
    LOG.info(
        "{}: {} serves; {} of {} keys are calibrated for it, and the model before judges the others"
            + " until they are",
        name(),
        digest,
        keys.ready(),
        keys.all());
  }

  /** What the job reports until the shadow is over. */
  private ShadowFigures shadowed(String digest, Instant since) throws InterruptedException {
    Duration shadow = retrain.shadow();
    LOG.info("{}: {} is in the shadow for {}", name(), digest, Durations.format(shadow));
    TimeUnit.MILLISECONDS.sleep(shadow.toMillis());
    ShadowFigures figures = ShadowFigures.of(control.events(), digest, since);
    for (int i = 1; i < LONGEST_SHADOW && figures.windows() < Gate.FEWEST_WINDOWS; i++) {
      TimeUnit.MILLISECONDS.sleep(shadow.toMillis());
      figures = ShadowFigures.of(control.events(), digest, since);
    }
    return figures;
  }

  /** The old model goes on serving; readers of the control topic learn why. */
  private void refuse(String digest, String where, Gate gate) throws IOException {
    control.refuse(
        definition.name(), digest, "it did not pass %s: %s".formatted(where, gate.figures()));
    LOG.warn(
        "{}: the old model continues to serve; {} did not pass {}: {}",
        name(),
        digest,
        where,
        gate.figures());
  }

  private boolean obeyed(ModelCommand command) throws IOException, InterruptedException {
    ControlEvent answer = answer(command);
    if (answer.getOutcome() == ControlOutcome.REFUSED) {
      refused(command, answer);
      return false;
    }
    return true;
  }

  private void refused(ModelCommand command, ControlEvent answer) {
    LOG.warn(
        "{}: the old model continues to serve; the job refused {} {}: {}",
        name(),
        command.getAction(),
        command.getDigest(),
        PrintableText.oneLine(String.valueOf(answer.getReason())));
  }

  private ControlEvent answer(ModelCommand command) throws IOException, InterruptedException {
    control.send(command);
    ControlEvent answer = control.answer(command, ANSWER);
    if (answer == null) {
      throw new IOException(
          "%s: the job has not answered %s within %s; does it run?"
              .formatted(name(), command.getAction(), Durations.format(ANSWER)));
    }
    return answer;
  }

  private String name() {
    return definition.name();
  }
}
