package io.tidemark.export.adoption;

import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.export.inspection.OnnxFile;
import io.tidemark.export.inspection.TensorSignature;
import io.tidemark.export.onnx.OperatorSets;
import java.util.List;

/** What any file from another tool must meet before its nodes can be taken over. */
final class ForeignFile {
  /** Names of the nodes and tensors that are taken over start with this. */
  static final String PREFIX = "adopted.";

  /** From here on, Squeeze and Unsqueeze take their axes as the contract's graph gives them. */
  private static final int OLDEST_OPERATOR_SET = 13;

  private ForeignFile() {}

  /**
   * @throws DefinitionException when the file cannot be taken over as it is
   */
  static void requireSelfContained(OnnxFile file) {
    long version = OperatorSets.of(file.model()).version();
    if (version < OLDEST_OPERATOR_SET) {
      throw DefinitionException.of(
          file.name() + ": operator set", version, "at least " + OLDEST_OPERATOR_SET);
    }
    if (file.model().getGraph().getInitializerList().stream()
        .anyMatch(tensor -> tensor.getDataLocation() == DataLocation.EXTERNAL)) {
      throw new DefinitionException(
          file.name()
              + ": its weights lie in another file; export it again with the weights inside"
              + " (torch.onnx.export: external_data=False)");
    }
    if (file.model().getFunctionsCount() > 0) {
      throw new DefinitionException(
          file.name() + ": it has functions of its own; export it again with functions inlined");
    }
  }

  /** Such as {@code [x FLOAT [N,30,8]]}. */
  static String named(List<TensorSignature> tensors) {
    return tensors.stream().map(tensor -> tensor.name() + " " + tensor).toList().toString();
  }
}
