package io.tidemark.lab.command;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.lab.BenchModel;
import picocli.CommandLine.Option;

/** Options that say what model is measured. */
final class BenchSize {
  @Option(
      names = "--hidden",
      defaultValue = "32",
      description = "Units of the model's LSTMs (default: ${DEFAULT-VALUE}).")
  private int hidden;

  @Option(
      names = "--window",
      defaultValue = "30",
      description = "Ticks of a window (default: ${DEFAULT-VALUE}).")
  private int window;

  @Option(
      names = "--features",
      defaultValue = "8",
      description = "Features (default: ${DEFAULT-VALUE}).")
  private int features;

  BenchModel model() {
    checked("--hidden", hidden, 1, 1024);
    checked("--window", window, 2, 1000);
    checked("--features", features, 1, 200);
    return new BenchModel(window, features, hidden);
  }

  static long checked(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw DefinitionException.of(option, value, "from " + least + " to " + most);
    }
    return value;
  }
}
