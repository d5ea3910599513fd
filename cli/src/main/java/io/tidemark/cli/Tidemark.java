package io.tidemark.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;

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
      EvaluateCommand.class,
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
      ConsoleCommand.class,
      DeliverCommand.class
    })
public final class Tidemark extends Program {
  public static void main(String[] args) {
    new Tidemark().start(args);
  }

  /** Runs one command line and returns its exit code; for tests. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    return new Tidemark().execute(out, err, args);
  }
}
