package io.tidemark.export.renewal;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.export.adoption.ModelAdopter;
import io.tidemark.export.adoption.StepTensors;
import io.tidemark.export.inspection.OnnxFile;
import io.tidemark.export.onnx.GraphBuilder;
import io.tidemark.export.onnx.Value;
import io.tidemark.export.scoring.ErrorScore;
import io.tidemark.export.window.TrainingWindows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * For tests: a bad model. It meets the contract and reproduces its golden windows, but its errors
 * are large and have nothing to do with whether a value is normal, so that faults are lost in them.
 */
public final class NoisyNetwork {
  private NoisyNetwork() {}

  /**
   * Writes one.
   *
   * @param windows that calibrate its score
   * @param clock when it claims to have been made
   */
  public static void write(
      DetectorDefinition definition, TrainingWindows windows, Path out, Clock clock)
      throws IOException {
    int length = definition.window().length();
    int features = definition.features().size();
    GraphBuilder graph = new GraphBuilder("noise");
    Value values = graph.input("x", length, features);
    Value angle = graph.add("Mul", List.of(values, graph.scalar("fast", 37)));
    Value sine = graph.add("Abs", List.of(graph.add("Sin", List.of(angle))));
    Value bounded = graph.add("Add", List.of(sine, graph.scalar("least", 0.1f)));
    Value error = graph.add("Reciprocal", List.of(bounded));
    graph.output("y", graph.add("Add", List.of(values, error)), length, features);
    Path network = Files.createTempFile("noise", ".onnx");
    try {
      Files.write(network, graph.build().toByteArray());
      new ModelAdopter(definition, ErrorScore.MSE, null, clock)
          .adopt(OnnxFile.read(network), StepTensors.UNNAMED, windows)
          .file()
          .write(out);
    } finally {
      Files.delete(network);
    }
  }
}
