package io.tidemark.cli;

import java.util.Locale;
import org.apache.logging.log4j.core.config.Configurator;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What a long-running command says on stderr, and how. */
final class LogOptions {
  private static final String OWN = "io.tidemark";
  private static final String ALL = "tidemark.log.level";
  private static final String FORMAT = "tidemark.log.format";

  /** How a line is written. */
  enum LogFormat {
    /** For people. */
    TEXT,
    /** A JSON object. */
    JSON;

    /** The name. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      description =
          "How much to log on stderr: error, warn, info, debug or trace (default: info)."
              + " The last two also log what Kafka and Flink log.")
  private @Nullable Level level;

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description =
          "One of ${COMPLETION-CANDIDATES}: lines for people, or one JSON object per line"
              + " (default: ${DEFAULT-VALUE}).")
  private LogFormat format;

  /** Logs that way from now on. */
  void apply() {
    System.setProperty(FORMAT, format.toString());
    Configurator.reconfigure();
    if (level != null) {
      Configurator.setLevel(OWN, level.name());
    } else if (System.getProperty(ALL) == null) {
      Configurator.setLevel(OWN, Level.INFO.name());
    }
    if (level == Level.DEBUG || level == Level.TRACE) {
      var libraries =
          level == Level.DEBUG
              ? org.apache.logging.log4j.Level.INFO
              : org.apache.logging.log4j.Level.DEBUG;
      Configurator.setRootLevel(libraries);
      Configurator.setAllLevels("org.apache.flink", libraries);
      Configurator.setAllLevels("org.apache.kafka", libraries);
    }
  }

  /** Whether a command was asked for JSON. */
  static boolean json(CommandSpec command) {
    return command.mixins().values().stream()
        .map(CommandSpec::userObject)
        .anyMatch(mixin -> mixin instanceof LogOptions logs && logs.format == LogFormat.JSON);
  }
}
