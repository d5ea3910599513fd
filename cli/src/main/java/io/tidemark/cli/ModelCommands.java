package io.tidemark.cli;

import io.tidemark.cli.control.ModelControl;
import io.tidemark.schemas.ModelAction;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tidemark model}: another model for a detector of a running job. */
@Command(
    name = "model",
    description =
        "Change a detector's model while the job runs: offer a file, let it look on in the shadow,"
            + " promote it, roll back.")
final class ModelCommands implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "model: one of offer, shadow, promote, rollback, status");
  }

  @Command(
      name = "offer",
      description =
          "Offer a file of the model store. The job admits it when it has the contract, the"
              + " detector's features and its golden windows reproduce; else exit code 2 with the"
              + " reason.")
  int offer(
      @Mixin ControlOptions job,
      @Option(names = "--detector", required = true, description = "Which detector.")
          String detector,
      @Option(
              names = "--model",
              required = true,
              paramLabel = "FILE",
              description = "ONNX file in the job's model store.")
          Path model)
      throws IOException, InterruptedException {
    ModelControl control = job.control();
    return ControlDialogue.ask(spec, control, control.offer(detector, model), job.patience());
  }

  @Command(
      name = "shadow",
      description = "Let the offered model score every window beside the serving one, silently.")
  int shadow(
      @Mixin ControlOptions job,
      @Option(names = "--detector", required = true, description = "Which detector.")
          String detector,
      @Option(names = "--digest", description = "SHA-256 (default: the newest offer).")
          @Nullable String digest)
      throws IOException, InterruptedException {
    return ask(ModelAction.SHADOW, job, detector, digest);
  }

  @Command(
      name = "promote",
      description = "Let the offered model serve, from the next checkpoint on.")
  int promote(
      @Mixin ControlOptions job,
      @Option(names = "--detector", required = true, description = "Which detector.")
          String detector,
      @Option(names = "--digest", description = "SHA-256 (default: the newest offer).")
          @Nullable String digest)
      throws IOException, InterruptedException {
    return ask(ModelAction.PROMOTE, job, detector, digest);
  }

  @Command(
      name = "rollback",
      description = "Let the model that served before serve again, from the next checkpoint on.")
  int rollback(
      @Mixin ControlOptions job,
      @Option(names = "--detector", required = true, description = "Which detector.")
          String detector)
      throws IOException, InterruptedException {
    return ask(ModelAction.ROLL_BACK, job, detector, null);
  }

  @Command(name = "status", description = "Show what became of each command, and the reports.")
  int status(
      @Mixin JobOption job,
      @Option(names = "--json", description = "One JSON object a line.") boolean json) {
    return ControlDialogue.status(spec, job, json, event -> true);
  }

  private int ask(ModelAction action, ControlOptions job, String detector, @Nullable String digest)
      throws IOException, InterruptedException {
    ModelControl control = job.control();
    return ControlDialogue.ask(
        spec, control, control.about(action, detector, digest), job.patience());
  }
}
