package io.tidemark.console.detector;

import io.tidemark.console.intake.AnyFormat;
import io.tidemark.console.intake.TopicFollower;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ModelCommand;
import io.tidemark.schemas.registry.RegistrySettings;
import io.tidemark.schemas.wire.EventDecoder;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Reads the commands to the job, and its answers, from their topics, until closed. */
public final class ControlIntake implements AutoCloseable {
  private final TopicFollower commands;
  private final TopicFollower answers;

  /**
   * @param kafka client settings, at least {@code bootstrap.servers}
   * @param registry where schemas are, for records in Confluent's wire format; null: nowhere
   * @param rollouts takes them
   */
  public ControlIntake(
      Properties kafka,
      Job.Control control,
      @Nullable RegistrySettings registry,
      Rollouts rollouts) {
    EventDecoder<ModelCommand> command = new AnyFormat<>(ModelCommand.class, registry);
    EventDecoder<ControlEvent> answer = new AnyFormat<>(ControlEvent.class, registry);
    commands =
        new TopicFollower(
            kafka,
            control.commandsTopic(),
            record -> rollouts.take(command.decode(record.value())),
            () -> {});
    answers =
        new TopicFollower(
            kafka,
            control.answersTopic(),
            record -> rollouts.take(answer.decode(record.value())),
            () -> {});
  }

  /** Begins to read. */
  public void start() {
    commands.start();
    answers.start();
  }

  @Override
  public void close() {
    commands.close();
    answers.close();
  }
}
