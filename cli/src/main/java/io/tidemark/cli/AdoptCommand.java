package io.tidemark.cli;

import io.tidemark.cli.training.StepFlags;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ScoreQuantiles;
import io.tidemark.export.adoption.ModelAdopter;
import io.tidemark.export.contract.ModelFile;
import io.tidemark.export.inspection.OnnxFile;
import io.tidemark.export.scoring.ErrorScore;
import io.tidemark.export.window.Scaling;
import io.tidemark.export.window.TrainingWindows;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark adopt}: a detector's model from a network of another tool. */
@Command(
    name = "adopt",
    sortOptions = false,
    description =
        "Turn a network from another tool into a detector's model by adding scaling,"
            + " score, calibration and metadata. The network either reconstructs a window or is"
            + " one step of a network that carries its state.")
final class AdoptCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "MODEL",
      description =
          "ONNX file that maps [N,W,F] to [N,W,F], or a tick [N,F] and states to the"
              + " prediction of the next tick and the next states; float32, N dynamic, any tensor"
              + " names.")
  private Path model;

  @Mixin private DetectorOption detector;
  @Mixin private ModelOutput out;

  @Option(
      names = "--score",
      paramLabel = "NAME",
      defaultValue = "mse",
      description = "mse or mahalanobis (default: ${DEFAULT-VALUE}).")
  private ErrorScore score;

  @Option(
      names = "--scaling",
      paramLabel = "NAME",
      description =
          "standard, min_max or robust scaling in front of the network; only if the"
              + " baseline is per model (default: none; the network reads raw units).")
  private @Nullable Scaling scaling;

  @ArgGroup(validate = false, heading = "%nTensors of a step (default: recognised by shape):%n")
  private StepFlags step = new StepFlags();

  @Mixin private TrainingInput input;

  @Override
  public Integer call() throws IOException, InterruptedException {
    DetectorDefinition definition = detector.read();
    ModelAdopter adopter = new ModelAdopter(definition, score, scaling, Clock.systemUTC());
    Path target = out.of(definition);
    OnnxFile file = OnnxFile.read(model);
    TrainingWindows windows = input.windows(definition);
    ModelAdopter.Adopted outcome = adopter.adopt(file, step.tensors(), windows);
    ModelFile adopted = outcome.file();
    adopted.write(target);
    ScoreQuantiles normal = adopted.metadata().quantiles();
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "Adopted %s (%s) for %s, calibrated on %,d normal windows: half score below %.4g, 99 %%"
                + " below %.4g%nWrote %s: %,d bytes, version %s%n",
            model,
            outcome.tensors(),
            definition.name(),
            windows.size(),
            normal.quantile(.5),
            normal.quantile(.99),
            target,
            adopted.bytes().length,
            adopted.metadata().version());
    return Tidemark.DONE;
  }
}
