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

/** A program of subcommands: its exit codes, and one line for whatever goes wrong. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:failure", "2:bad arguments or bad input"})
public abstract class Program {
  private static final Logger LOG = LoggerFactory.getLogger(Tidemark.class);

  /** Done. */
  public static final int DONE = 0;

  /** Something went wrong that is not the input's fault. */
  public static final int FAILURE = 1;

  /** Bad arguments or bad input. */
  public static final int BAD_INPUT = 2;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show where a failure came from, for bug reports.")
  private boolean stacktrace;

  /** Runs the command line of the process, and ends it. */
  protected final void start(String... args) {
    TemporaryFolder.deleteAtExit();
    System.exit(
        execute(new PrintWriter(System.out, true), new PrintWriter(System.err, true), args));
  }

  /** Runs a command line and returns its exit code. */
  public final int execute(PrintWriter out, PrintWriter err, String... args) {
    return new CommandLine(this)
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpLongOptionsMaxWidth(28)
        .setParameterExceptionHandler((error, arguments) -> badArguments(error))
        .setExecutionExceptionHandler((error, command, parsed) -> failed(error, command))
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
