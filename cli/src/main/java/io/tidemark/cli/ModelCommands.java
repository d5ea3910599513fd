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
        "Change a detector's model while the job runs: offer a file, let it score in the"
            + " shadow, promote it, roll back.")
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
          "Offer a file in the model store. The job admits it if it meets the contract, has"
              + " the detector's features and reproduces its golden windows. Otherwise exit code 2"
              + " with the reason.")
  int offer(
      @Mixin ControlOptions job,
      @Option(
              names = "--detector",
              paramLabel = "NAME",
              required = true,
              description = "Name of the detector.")
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
      description =
          "Let the offered model score every window in the shadow, without sending alerts.")
  int shadow(
      @Mixin ControlOptions job,
      @Option(
              names = "--detector",
              paramLabel = "NAME",
              required = true,
              description = "Name of the detector.")
          String detector,
      @Option(
              names = "--digest",
              paramLabel = "SHA256",
              description = "SHA-256 of the model (default: the newest offer).")
          @Nullable String digest)
      throws IOException, InterruptedException {
    return ask(ModelAction.SHADOW, job, detector, digest);
  }

  @Command(
      name = "promote",
      description = "Let the offered model serve, from the next checkpoint on.")
  int promote(
      @Mixin ControlOptions job,
      @Option(
              names = "--detector",
              paramLabel = "NAME",
              required = true,
              description = "Name of the detector.")
          String detector,
      @Option(
              names = "--digest",
              paramLabel = "SHA256",
              description = "SHA-256 of the model (default: the newest offer).")
          @Nullable String digest)
      throws IOException, InterruptedException {
    return ask(ModelAction.PROMOTE, job, detector, digest);
  }

  @Command(
      name = "rollback",
      description = "Let the previous model serve again, from the next checkpoint on.")
  int rollback(
      @Mixin ControlOptions job,
      @Option(
              names = "--detector",
              paramLabel = "NAME",
              required = true,
              description = "Name of the detector.")
          String detector)
      throws IOException, InterruptedException {
    return ask(ModelAction.ROLL_BACK, job, detector, null);
  }

  @Command(name = "status", description = "Show the result of each command, and the reports.")
  int status(
      @Mixin JobOption job,
      @Option(names = "--json", description = "Print one JSON object per line.") boolean json) {
    return ControlDialogue.status(spec, job, json, event -> true);
  }

  private int ask(ModelAction action, ControlOptions job, String detector, @Nullable String digest)
      throws IOException, InterruptedException {
    ModelControl control = job.control();
    return ControlDialogue.ask(
        spec, control, control.about(action, detector, digest), job.patience());
  }
}
