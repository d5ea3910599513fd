package io.tidemark.cli;

import io.tidemark.console.intake.AlertReader;
import io.tidemark.console.terminal.AlertLine;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.kafka.BrokerWatch;
import io.tidemark.schemas.wire.EventEncoder;
import io.tidemark.schemas.wire.WireFormat;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark alerts}: the alerts on Kafka, one line each. */
@Command(name = "alerts", description = "Show the committed alerts on Kafka, one line each.")
final class AlertsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;
  @Mixin private RegistryOptions registry;
  @Mixin private LogOptions logs;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      defaultValue = "alerts",
      description = "Topic of the alerts (default: ${DEFAULT-VALUE}).")
  private String topic;

  @Option(
      names = {"-f", "--follow"},
      description = "Continue with new alerts until Ctrl-C.")
  private boolean follow;

  @Option(names = "--json", description = "Print each alert as a JSON object on one line.")
  private boolean json;

  @Option(
      names = "--detector",
      paramLabel = "NAME",
      description = "Show only alerts of this detector.")
  private @Nullable String detector;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "Show only alerts about this device or host.")
  private @Nullable String key;

  @Option(
      names = "--severity",
      paramLabel = "SEVERITY",
      defaultValue = "LOW",
      description =
          "Show only this severity and above: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE}).")
  private Severity severity;

  @Option(
      names = "--width",
      paramLabel = "N",
      description =
          "Longest line, at least 60 (default: "
              + AlertLine.DEFAULT_WIDTH
              + " in a terminal; lines in a file or a pipe are whole).")
  private @Nullable Integer width;

  @Override
  public Integer call() throws InterruptedException {
    logs.apply();
    kafka.requireTopic("--topic", topic);
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    AlertLine text = width == null ? AlertLine.forOutput() : new AlertLine(width);
    Function<AnomalyAlert, String> line = json ? jsonLine() : text::format;
    Consumer<String> undecodable = reason -> err.println(PrintableText.oneLine(reason));
    try (AlertReader reader = AlertReader.open(kafka.client(), topic, registry.registry())) {
      if (follow) {
        try (BrokerWatch broker = BrokerWatch.start(kafka.client(), List.of(topic))) {
          reader.follow(alert -> print(alert, out, line), undecodable);
        }
      } else {
        reader.readAll(alert -> print(alert, out, line), undecodable);
      }
    }
    return Tidemark.DONE;
  }

  private void print(AnomalyAlert alert, PrintWriter out, Function<AnomalyAlert, String> line) {
    boolean wanted =
        (detector == null || detector.equals(alert.getDetector()))
            && (key == null || key.equals(alert.getKey()))
            && alert.getSeverity().compareTo(severity) >= 0;
    if (wanted) {
      out.println(line.apply(alert));
    }
  }

  private static Function<AnomalyAlert, String> jsonLine() {
    EventEncoder<AnomalyAlert> encoder = WireFormat.JSON.encoder(AnomalyAlert.class);
    return alert -> PrintableText.json(new String(encoder.encode(alert), StandardCharsets.UTF_8));
  }
}
