package io.tidemark.export.adoption;

import ai.onnx.proto.OnnxMl.GraphProto;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.export.inspection.OnnxFile;
import io.tidemark.export.inspection.TensorSignature;
import io.tidemark.export.layer.NetworkGraph;
import io.tidemark.export.layer.Signal;
import io.tidemark.export.onnx.Attribute;
import io.tidemark.export.onnx.GraphBuilder;
import io.tidemark.export.onnx.OperatorSets;
import io.tidemark.export.onnx.Value;
import java.util.List;
import java.util.Map;

/**
 * A reconstruction network that another tool exported: {@code [N,W,F]} to {@code [N,W,F]}, float32,
 * N dynamic, whatever its tensors are called. Its nodes are taken over as they are, renamed.
 */
public final class ForeignNetwork implements NetworkGraph {
  private final GraphProto graph;
  private final OnnxFile file;
  private final TensorSignature input;
  private final TensorSignature output;

  private ForeignNetwork(OnnxFile file, int length, int features) {
    this.file = file;
    graph = file.model().getGraph();
    ForeignFile.requireSelfContained(file);
    List<TensorSignature> inputs = file.inputs();
    String shape = "FLOAT [N,%d,%d] with N dynamic".formatted(length, features);
    if (inputs.size() != 1 || !accepts(inputs.get(0), length, features)) {
      throw DefinitionException.of(
          file.name() + ": inputs",
          ForeignFile.named(inputs),
          "one, " + shape + ", as the detector's windows");
    }
    input = inputs.get(0);
    output =
        file.outputs().stream()
            .filter(candidate -> accepts(candidate, length, features))
            .findFirst()
            .orElseThrow(
                () ->
                    DefinitionException.of(
                        file.name() + ": outputs",
                        ForeignFile.named(file.outputs()),
                        shape + ", a reconstruction of the window, for one of them"));
  }

  /**
   * @param length W
   * @param features F
   * @throws DefinitionException when the file is no such network
   */
  public static ForeignNetwork of(OnnxFile file, int length, int features) {
    return new ForeignNetwork(file, length, features);
  }

  /** The operators it needs. */
  public OperatorSets operatorSets() {
    return OperatorSets.of(file.model());
  }

  /** Such as {@code x -> y}: which tensors were taken. */
  public String tensors() {
    return input.name() + " -> " + output.name();
  }

  @Override
  public Output export(GraphBuilder target, Signal window) {
    target.scope("adopted");
    target.include(
        new PrefixedGraph(graph, ForeignFile.PREFIX, Map.of(input.name(), window.value()))
            .renamed());
    // The contract's graph knows the shape; what the other tool wrote down may not say it.
    Value shaped =
        target.add(
            "Reshape",
            List.of(
                new Value(ForeignFile.PREFIX + output.name()),
                target.longs("shape", -1, window.steps(), window.channels())),
            Attribute.of("allowzero", 0));
    return new Output(Signal.batchFirst(shaped, window.steps(), window.channels()), null);
  }

  private static boolean accepts(TensorSignature tensor, int length, int features) {
    List<Long> shape = tensor.shape();
    return tensor.type().equals("FLOAT")
        && shape.size() == 3
        && shape.get(0) == TensorSignature.DYNAMIC
        && fits(shape.get(1), length)
        && fits(shape.get(2), features);
  }

  private static boolean fits(long found, int wanted) {
    return found == wanted || found == TensorSignature.DYNAMIC;
  }
}
