package io.tidemark.cli;

import io.tidemark.cli.control.ModelControl;
import io.tidemark.detector.definition.Durations;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ControlOutcome;
import io.tidemark.schemas.ModelCommand;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.ShadowReport;
import io.tidemark.schemas.wire.EventEncoder;
import io.tidemark.schemas.wire.WireFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;
import picocli.CommandLine.Model.CommandSpec;

/** How a command to a running job is sent, and its answers are shown. */
final class ControlDialogue {
  private ControlDialogue() {}

  /**
   * Sends a command and waits for the answer.
   *
   * @return exit code: {@code BAD_INPUT} when the job refused it
   */
  static int ask(CommandSpec spec, ModelControl control, ModelCommand command, Duration patience)
      throws IOException, InterruptedException {
    control.send(command);
    ControlEvent answer = control.answer(command, patience);
    if (answer == null) {
      spec.commandLine()
          .getErr()
          .println(
              "Sent; the job has not answered within "
                  + Durations.format(patience)
                  + ". Does it run?");
      return Tidemark.FAILURE;
    }
    boolean refused = answer.getOutcome() == ControlOutcome.REFUSED;
    (refused ? spec.commandLine().getErr() : spec.commandLine().getOut()).println(line(answer));
    if (answer.getOutcome() == ControlOutcome.PROMOTED) {
      spec.commandLine().getOut().println(readiness(control.readiness(answer)));
    }
    return refused ? Tidemark.BAD_INPUT : Tidemark.DONE;
  }

  private static String readiness(ModelControl.Readiness keys) {
    return keys.ready() == keys.all()
        ? "All %d keys are calibrated for it.".formatted(keys.all())
        : "%d of %d keys are calibrated for it; the model before judges the others until they are."
            .formatted(keys.ready(), keys.all());
  }

  static String line(ControlEvent event) {
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
      if (shadow.getKeys() != null) {
        line.append("; %d of %d keys ready".formatted(shadow.getKeysReady(), shadow.getKeys()));
      }
    }
    return PrintableText.oneLine(line.toString());
  }

  static String json(EventEncoder<ControlEvent> encoder, ControlEvent event) {
    return PrintableText.json(new String(encoder.encode(event), StandardCharsets.UTF_8));
  }

  /** Prints the job's answers and reports so far. */
  static int status(CommandSpec spec, JobOption job, boolean json, Predicate<ControlEvent> which) {
    PrintWriter out = spec.commandLine().getOut();
    EventEncoder<ControlEvent> encoder = WireFormat.JSON.encoder(ControlEvent.class);
    for (ControlEvent event : job.control().events()) {
      if (which.test(event)) {
        out.println(json ? json(encoder, event) : line(event));
      }
    }
    return Tidemark.DONE;
  }
}
