package io.tidemark.cli;

import java.util.Locale;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What a long-running command says on stderr, and how. */
final class LogOptions {
  private static final String OWN = "io.tidemark";
  private static final String ALL = "tidemark.log.level";
  private static final String FORMAT = "tidemark.log.format";

  enum LogLevel {
    error,
    warn,
    info,
    debug,
    trace
  }

  enum LogFormat {
    text,
    json
  }

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      description =
          "What to log, on stderr: ${COMPLETION-CANDIDATES} (default: info); from debug on, also"
              + " what Kafka's and Flink's classes log.")
  private @Nullable LogLevel level;

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description =
          "One of ${COMPLETION-CANDIDATES}: lines for people, or a JSON object a line (default:"
              + " ${DEFAULT-VALUE}).")
  private LogFormat format;

  /** Logs that way from now on. */
  void apply() {
    System.setProperty(FORMAT, format.name());
    Configurator.reconfigure();
    if (level != null) {
      Configurator.setLevel(OWN, Level.valueOf(level.name().toUpperCase(Locale.ROOT)));
    } else if (System.getProperty(ALL) == null) {
      Configurator.setLevel(OWN, Level.INFO);
    }
    if (level == LogLevel.debug || level == LogLevel.trace) {
      Level libraries = level == LogLevel.debug ? Level.INFO : Level.DEBUG;
      Configurator.setRootLevel(libraries);
      Configurator.setAllLevels("org.apache.flink", libraries);
      Configurator.setAllLevels("org.apache.kafka", libraries);
    }
  }

  /** Whether a command was asked for JSON. */
  static boolean json(CommandSpec command) {
    return command.mixins().values().stream()
        .map(CommandSpec::userObject)
        .anyMatch(mixin -> mixin instanceof LogOptions logs && logs.format == LogFormat.json);
  }
}
