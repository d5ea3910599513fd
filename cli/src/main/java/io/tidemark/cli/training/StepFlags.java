package io.tidemark.cli.training;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.export.adoption.StepTensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Names of the tensors of a network that carries its state. */
public final class StepFlags {
  @Option(names = "--tick", paramLabel = "INPUT", description = "Input for the tick.")
  private @Nullable String tick;

  @Option(
      names = "--state",
      paramLabel = "INPUT=OUTPUT",
      description = "A state, and the output with its next value. Repeat for each state.")
  private Map<String, String> states = new LinkedHashMap<>();

  @Option(
      names = "--forecast",
      paramLabel = "OUTPUT",
      description = "Output with the prediction of the next tick.")
  private @Nullable String forecast;

  @Option(
      names = "--expected",
      paramLabel = "OUTPUT",
      description = "Instead of --forecast: output that describes the tick that was put in.")
  private @Nullable String expected;

  @Option(
      names = "--latent",
      paramLabel = "OUTPUT",
      description =
          "Output that is compared with the key's normal states (default: the first state).")
  private @Nullable String latentOutput;

  /**
   * The names that were given.
   *
   * @throws DefinitionException when two options name the same thing
   */
  public StepTensors tensors() {
    if (forecast != null && expected != null) {
      throw DefinitionException.of(
          "--expected", expected, "left out with --forecast, which names the same thing");
    }
    return new StepTensors(tick, states, forecast, expected, latentOutput);
  }
}
