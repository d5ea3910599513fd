package io.tidemark.cli;

import io.tidemark.cli.control.ModelControl;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.schemas.ControlOutcome;
import io.tidemark.schemas.FileFailure;
import io.tidemark.schemas.ModelAction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tidemark detector}: other detectors in a running job. */
@Command(name = "detector", description = "Add, change and remove detectors while the job runs.")
final class DetectorCommands implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "detector: one of add, change, remove, status");
  }

  @Command(
      name = "add",
      description =
          "Add a detector, from the next checkpoint on. Its model.path is relative to the"
              + " job's model store. Exit code 2 with the reason if the job refuses it.")
  int add(@Mixin ControlOptions job, @Mixin DefinitionOption definition)
      throws IOException, InterruptedException {
    return define(ModelAction.ADD_DETECTOR, job, definition.file);
  }

  @Command(
      name = "change",
      description =
          "Replace the definition of this name, from the next checkpoint on. Keys start"
              + " over if the new definition gives their windows another meaning.")
  int change(@Mixin ControlOptions job, @Mixin DefinitionOption definition)
      throws IOException, InterruptedException {
    return define(ModelAction.CHANGE_DETECTOR, job, definition.file);
  }

  @Command(
      name = "remove",
      description =
          "Remove a detector at the next checkpoint. Its open incidents are resolved and"
              + " its keys are forgotten.")
  int remove(
      @Mixin ControlOptions job,
      @Option(
              names = "--detector",
              paramLabel = "NAME",
              required = true,
              description = "Name of the detector.")
          String detector)
      throws IOException, InterruptedException {
    ModelControl control = job.control();
    return ControlDialogue.ask(
        spec, control, control.about(ModelAction.REMOVE_DETECTOR, detector, null), job.patience());
  }

  @Command(name = "status", description = "Show how detectors were added, changed and removed.")
  int status(
      @Mixin JobOption job,
      @Option(names = "--json", description = "Print one JSON object per line.") boolean json) {
    return ControlDialogue.status(
        spec,
        job,
        json,
        event ->
            event.getOutcome() == ControlOutcome.DETECTOR_ADDED
                || event.getOutcome() == ControlOutcome.DETECTOR_CHANGED
                || event.getOutcome() == ControlOutcome.DETECTOR_REMOVED
                || event.getOutcome() == ControlOutcome.REFUSED);
  }

  private int define(ModelAction action, ControlOptions job, Path file)
      throws IOException, InterruptedException {
    DetectorDefinition definition = DefinitionReader.read(file);
    String yaml;
    try {
      yaml = Files.readString(file);
    } catch (IOException gone) {
      throw new DefinitionException(file + ": cannot be read: " + FileFailure.reason(gone));
    }
    ModelControl control = job.control();
    return ControlDialogue.ask(
        spec, control, control.define(action, definition, yaml), job.patience());
  }

  /** Which definition is sent. */
  @SuppressWarnings("NullAway.Init") // picocli sets what is required
  private static final class DefinitionOption {
    @Option(
        names = "--definition",
        required = true,
        paramLabel = "FILE",
        description = "The detector's definition, YAML.")
    private Path file;
  }
}
