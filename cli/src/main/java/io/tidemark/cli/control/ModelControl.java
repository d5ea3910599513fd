package io.tidemark.cli.control;

import io.tidemark.cli.audit.TopicRecords;
import io.tidemark.console.detector.ModelSwitch;
import io.tidemark.console.feedback.ReliableProducer;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ControlOutcome;
import io.tidemark.schemas.ModelAction;
import io.tidemark.schemas.ModelCommand;
import io.tidemark.schemas.ShadowReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Speaks to a running job about its detectors and their models. */
public final class ModelControl implements ModelSwitch {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private final PipelineConfig config;
  private final PipelineConfig.Control control;

  /**
   * @throws DefinitionException when the job takes no commands
   */
  public ModelControl(PipelineConfig config) {
    this.config = config;
    if (config.control() == null) {
      throw new DefinitionException(
          "control: is missing in the configuration; a job without it takes no commands");
    }
    control = config.control();
  }

  /** A command about a file that lies in the model store. */
  public ModelCommand offer(String detector, Path file) {
    Path store = control.store().toAbsolutePath().normalize();
    Path absolute = file.toAbsolutePath().normalize();
    if (!absolute.startsWith(store)) {
      throw DefinitionException.of("--model", file, "a file in the job's model store " + store);
    }
    try (OnnxModel model = OnnxModel.open(absolute, ProviderPreference.CPU)) {
      return command(ModelAction.OFFER, detector)
          .setDigest(model.digest())
          .setPath(store.relativize(absolute).toString())
          .build();
    } catch (ModelException unreadable) {
      throw new DefinitionException("--model: " + unreadable.getMessage());
    }
  }

  /**
   * A command about the newest offer of a detector.
   *
   * @param digest null: the newest that the job has taken
   */
  public ModelCommand about(ModelAction action, String detector, @Nullable String digest) {
    String known =
        digest == null && (action == ModelAction.SHADOW || action == ModelAction.PROMOTE)
            ? offered(detector)
            : digest;
    return command(action, detector).setDigest(known).build();
  }

  private String offered(String detector) {
    String newest = null;
    for (ControlEvent event : events()) {
      if (event.getDetector().equals(detector) && event.getOutcome() == ControlOutcome.OFFERED) {
        newest = event.getDigest();
      }
    }
    if (newest == null) {
      throw DefinitionException.of(
          "--detector",
          detector,
          "a detector with an offered model; tidemark model offer makes one");
    }
    return newest;
  }

  @Override
  public void promote(String detector, String digest, @Nullable String author) throws IOException {
    send(by(author, about(ModelAction.PROMOTE, detector, digest)));
  }

  @Override
  public void rollBack(String detector, @Nullable String author) throws IOException {
    send(by(author, about(ModelAction.ROLL_BACK, detector, null)));
  }

  private static ModelCommand by(@Nullable String author, ModelCommand command) {
    command.setAuthor(author);
    return command;
  }

  /** A command to detect by a definition from now on; the job checks it. */
  public ModelCommand define(ModelAction action, DetectorDefinition definition, String yaml) {
    return command(action, definition.name()).setDefinition(yaml).build();
  }

  private static ModelCommand.Builder command(ModelAction action, String detector) {
    return ModelCommand.newBuilder()
        .setCommandId(UUID.randomUUID().toString())
        .setTime(Instant.now().truncatedTo(ChronoUnit.MICROS))
        .setAction(action)
        .setDetector(detector);
  }

  /** Sends a command; returns when Kafka has it. */
  public void send(ModelCommand command) throws IOException {
    send(control.commands(), command.getDetector(), ModelCommand.class, command);
  }

  /** Reports among the job's answers that a model was not offered, or not promoted, and why. */
  public void refuse(String detector, String digest, String reason) throws IOException {
    send(
        control.answers(),
        detector,
        ControlEvent.class,
        ControlEvent.newBuilder()
            .setTime(Instant.now().truncatedTo(ChronoUnit.MICROS))
            .setDetector(detector)
            .setOutcome(ControlOutcome.REFUSED)
            .setDigest(digest)
            .setReason(reason)
            .build());
  }

  private <T extends SpecificRecord> void send(
      PipelineConfig.Output topic, String detector, Class<T> type, T event) throws IOException {
    byte[] key = detector.getBytes(StandardCharsets.UTF_8);
    byte[] value = topic.format().encoder(type, topic.topic()).encode(event);
    try (ReliableProducer producer = new ReliableProducer(config.kafka().client())) {
      producer.send(new ProducerRecord<>(topic.topic(), key, value));
    }
  }

  /**
   * Waits for the committed answer: then the command has taken effect, or was refused.
   *
   * @return null when none came in time
   */
  public @Nullable ControlEvent answer(ModelCommand command, Duration longest)
      throws InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    do {
      for (ControlEvent event : events()) {
        if (command.getCommandId().equals(event.getCommandId())) {
          return event;
        }
      }
      TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
    } while (System.nanoTime() < deadline);
    return null;
  }

  /**
   * How many keys were calibrated for a model when it was promoted.
   *
   * @param all keys that the job knew
   * @param ready those that were calibrated for it
   */
  public record Readiness(long all, long ready) {}

  /** Adds up what the subtasks reported at a promotion, which was committed with its answer. */
  public Readiness readiness(ControlEvent promoted) {
    long all = 0;
    long ready = 0;
    for (ControlEvent event : events()) {
      ShadowReport report = event.getShadow();
      if (report != null
          && report.getKeys() != null
          && !event.getTime().isBefore(promoted.getTime())
          && event.getDetector().equals(promoted.getDetector())
          && Objects.equals(event.getDigest(), promoted.getDigest())) {
        all += report.getKeys();
        ready += Objects.requireNonNullElse(report.getKeysReady(), 0L);
      }
    }
    return new Readiness(all, ready);
  }

  /** All committed answers and reports, in order. */
  public List<ControlEvent> events() {
    List<ControlEvent> events = new ArrayList<>();
    TopicRecords.read(control.answers(), ControlEvent.class, config.kafka().client(), events::add);
    return events;
  }
}
