package io.tidemark.cli;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.model.ModelException;
import io.tidemark.schemas.PrintableText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** Entry point of the command line. */
@Command(
    name = "tidemark",
    description = "Streaming anomaly detection for IoT sensors and networks.",
    subcommands = {
      DemoCommand.class,
      InitCommand.class,
      TrainCommand.class,
      InspectCommand.class,
      AdoptCommand.class,
      CompareCommand.class,
      EvaluateCommand.class,
      QualityCommand.class,
      TuneCommand.class,
      BrokerCommand.class,
      SimulateCommand.class,
      ProduceCommand.class,
      RunCommand.class,
      SubmitCommand.class,
      StatusCommand.class,
      PeekCommand.class,
      AlertsCommand.class,
      ReplayCommand.class,
      SchemaCommand.class,
      ModelCommands.class,
      DetectorCommands.class,
      TrainerCommand.class,
      ChaosCommand.class,
      ConsoleCommand.class,
      DeliverCommand.class,
      SilenceCommand.class,
      BenchCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:failure", "2:bad arguments or bad input"})
public final class Tidemark {
  private static final Logger LOG = LoggerFactory.getLogger(Tidemark.class);

  /** Done. */
  static final int DONE = 0;

  /** Something went wrong that is not the input's fault. */
  static final int FAILURE = 1;

  /** Bad arguments or bad input. */
  static final int BAD_INPUT = 2;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show where a failure came from, for bug reports.")
  private boolean stacktrace;

  Tidemark() {}

  public static void main(String[] args) {
    TemporaryFolder.deleteAtExit();
    System.exit(run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), args));
  }

  /** Runs one command line and returns its exit code; for tests as well. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    Tidemark tidemark = new Tidemark();
    return new CommandLine(tidemark)
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpLongOptionsMaxWidth(28)
        .setParameterExceptionHandler((error, arguments) -> badArguments(error))
        .setExecutionExceptionHandler((error, command, parsed) -> tidemark.failed(error, command))
        .execute(args);
  }

  private static int badArguments(ParameterException error) {
    CommandLine command = error.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(oneLine(error.getMessage()));
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return BAD_INPUT;
  }

  private int failed(Exception error, CommandLine command) {
    Throwable cause = unwrapped(error);
    PrintWriter err = command.getErr();
    if (stacktrace) {
      printStackTrace(error, err);
    }
    boolean input = cause instanceof DefinitionException || cause instanceof ModelException;
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    if (LogOptions.json(command.getCommandSpec())) {
      LOG.error(oneLine(message));
    } else if (input) {
      err.println(oneLine(message));
    } else {
      err.println(
          "Failed: " + oneLine(message) + (stacktrace ? "" : " (--stacktrace shows where)"));
    }
    return input ? BAD_INPUT : FAILURE;
  }

  /** Line by line, since messages may quote what came from outside. */
  private static void printStackTrace(Exception error, PrintWriter err) {
    StringWriter trace = new StringWriter();
    error.printStackTrace(new PrintWriter(trace));
    trace
        .toString()
        .lines()
        .forEach(line -> err.println(PrintableText.of(line.replace('\t', ' '))));
  }

  private static Throwable unwrapped(Throwable error) {
    boolean wrapper = error instanceof ExecutionException || error instanceof CompletionException;
    return wrapper && error.getCause() != null ? error.getCause() : error;
  }

  private static String oneLine(@Nullable String message) {
    return message == null ? "" : PrintableText.oneLine(message);
  }
}
