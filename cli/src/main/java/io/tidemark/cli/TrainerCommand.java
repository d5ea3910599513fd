package io.tidemark.cli;

import io.tidemark.cli.process.SignalShutdown;
import io.tidemark.cli.renewal.Trainer;
import io.tidemark.pipeline.config.PipelineConfigReader;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark trainer}: renews the models of a running job, until Ctrl-C. */
@Command(
    name = "trainer",
    sortOptions = false,
    description =
        "Renew the models of a running job, for detectors with 'retrain', until Ctrl-C:"
            + " train on recent normal history, compare with the serving model, offer, shadow,"
            + " promote. A model serves only if it passes every comparison.")
final class TrainerCommand implements Callable<Integer> {
  @Mixin private LogOptions logs;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "Configuration of the job, YAML.")
  private Path config;

  @Option(
      names = "--feedback-topic",
      paramLabel = "TOPIC",
      defaultValue = "alert-feedback",
      description = "Topic with people's feedback on incidents (default: ${DEFAULT-VALUE}).")
  private String feedback;

  @Option(
      names = "--once",
      description =
          "Renew the models that are due now, and stop. Exit code 1 if that failed. It is"
              + " not a failure if a new model is refused and the old one continues to serve.")
  private boolean once;

  @Override
  public Integer call() throws InterruptedException {
    logs.apply();
    Thread working = Thread.currentThread();
    try (Trainer trainer =
            new Trainer(PipelineConfigReader.read(config), feedback, Clock.systemUTC());
        SignalShutdown shutdown = SignalShutdown.by(working::interrupt)) {
      if (once) {
        return trainer.once() ? Tidemark.DONE : Tidemark.FAILURE;
      }
      trainer.run();
      return Tidemark.DONE;
    }
  }
}
