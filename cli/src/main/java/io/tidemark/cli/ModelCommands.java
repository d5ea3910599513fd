package io.tidemark.cli;

import io.tidemark.cli.control.ModelControl;
import io.tidemark.pipeline.config.PipelineConfigReader;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ControlOutcome;
import io.tidemark.schemas.ModelAction;
import io.tidemark.schemas.ModelCommand;
import io.tidemark.schemas.ShadowReport;
import io.tidemark.schemas.wire.EventEncoder;
import io.tidemark.schemas.wire.WireFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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
      @Option(
              names = "--config",
              required = true,
              paramLabel = "FILE",
              description = "Configuration of the job, YAML.")
          Path config,
      @Option(names = "--detector", required = true, description = "Which detector.")
          String detector,
      @Option(
              names = "--model",
              required = true,
              paramLabel = "FILE",
              description = "ONNX file in the job's model store.")
          Path model,
      @Option(names = "--wait", defaultValue = "60", description = "Seconds to wait for the job.")
          int seconds)
      throws IOException, InterruptedException {
    ModelControl control = new ModelControl(PipelineConfigReader.read(config));
    return ask(control, control.offer(detector, model), seconds);
  }

  @Command(
      name = "shadow",
      description = "Let the offered model score every window beside the serving one, silently.")
  int shadow(
      @Option(names = "--config", required = true, paramLabel = "FILE") Path config,
      @Option(names = "--detector", required = true) String detector,
      @Option(names = "--digest", description = "SHA-256 (default: the newest offer).")
          @Nullable String digest,
      @Option(names = "--wait", defaultValue = "60") int seconds)
      throws IOException, InterruptedException {
    return ask(ModelAction.SHADOW, config, detector, digest, seconds);
  }

  @Command(
      name = "promote",
      description = "Let the offered model serve, from the next checkpoint on.")
  int promote(
      @Option(names = "--config", required = true, paramLabel = "FILE") Path config,
      @Option(names = "--detector", required = true) String detector,
      @Option(names = "--digest", description = "SHA-256 (default: the newest offer).")
          @Nullable String digest,
      @Option(names = "--wait", defaultValue = "60") int seconds)
      throws IOException, InterruptedException {
    return ask(ModelAction.PROMOTE, config, detector, digest, seconds);
  }

  @Command(
      name = "rollback",
      description = "Let the model that served before serve again, from the next checkpoint on.")
  int rollback(
      @Option(names = "--config", required = true, paramLabel = "FILE") Path config,
      @Option(names = "--detector", required = true) String detector,
      @Option(names = "--wait", defaultValue = "60") int seconds)
      throws IOException, InterruptedException {
    return ask(ModelAction.ROLL_BACK, config, detector, null, seconds);
  }

  @Command(name = "status", description = "Show what became of each command, and the reports.")
  int status(
      @Option(names = "--config", required = true, paramLabel = "FILE") Path config,
      @Option(names = "--json", description = "One JSON object a line.") boolean json) {
    PrintWriter out = spec.commandLine().getOut();
    EventEncoder<ControlEvent> encoder = WireFormat.JSON.encoder(ControlEvent.class);
    for (ControlEvent event : new ModelControl(PipelineConfigReader.read(config)).events()) {
      out.println(json ? new String(encoder.encode(event), StandardCharsets.UTF_8) : line(event));
    }
    return Tidemark.DONE;
  }

  private int ask(
      ModelAction action, Path config, String detector, @Nullable String digest, int seconds)
      throws IOException, InterruptedException {
    ModelControl control = new ModelControl(PipelineConfigReader.read(config));
    return ask(control, control.about(action, detector, digest), seconds);
  }

  private int ask(ModelControl control, ModelCommand command, int seconds)
      throws IOException, InterruptedException {
    control.send(command);
    ControlEvent answer = control.answer(command, Duration.ofSeconds(seconds));
    if (answer == null) {
      spec.commandLine()
          .getErr()
          .println("Sent; the job has not answered within " + seconds + " s. Does it run?");
      return Tidemark.FAILURE;
    }
    boolean refused = answer.getOutcome() == ControlOutcome.REFUSED;
    (refused ? spec.commandLine().getErr() : spec.commandLine().getOut()).println(line(answer));
    return refused ? Tidemark.BAD_INPUT : Tidemark.DONE;
  }

  private static String line(ControlEvent event) {
    StringBuilder line = new StringBuilder();
    line.append(event.getTime()).append(' ').append(event.getDetector());
    line.append(' ').append(event.getOutcome());
    if (event.getVersion() != null) {
      line.append(" version ").append(event.getVersion());
    }
    String digest = event.getDigest();
    if (digest != null) {
      line.append(" (").append(digest, 0, Math.min(12, digest.length())).append(')');
    }
    if (event.getReason() != null) {
      line.append(": ").append(event.getReason());
    }
    ShadowReport shadow = event.getShadow();
    if (shadow != null) {
      line.append(
          ": subtask %d, %d windows, anomalous: both %d, only serving %d, only candidate %d; "
              .formatted(
                  shadow.getSubtask(),
                  shadow.getWindows(),
                  shadow.getBoth(),
                  shadow.getOnlyServing(),
                  shadow.getOnlyCandidate()));
      line.append(
          "correlation %s, %.1f us a window against %.1f"
              .formatted(
                  shadow.getCorrelation(), shadow.getCandidateMicros(), shadow.getServingMicros()));
    }
    return line.toString();
  }
}
