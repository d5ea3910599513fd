package io.tidemark.export.inspection;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.model.ModelContract;
import io.tidemark.schemas.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** An ONNX file of any origin, read without running it. */
public final class OnnxFile {
  private final String name;
  private final byte[] bytes;
  private final ModelProto model;

  private OnnxFile(String name, byte[] bytes, ModelProto model) {
    this.name = name;
    this.bytes = bytes;
    this.model = model;
  }

  /**
   * @throws DefinitionException when it cannot be read or is no ONNX
   */
  public static OnnxFile read(Path file) {
    try {
      if (Files.size(file) > ModelContract.MOST_BYTES) {
        throw new DefinitionException(
            "%s has %,d bytes; a model may have %,d"
                .formatted(file, Files.size(file), ModelContract.MOST_BYTES));
      }
      byte[] bytes = Files.readAllBytes(file);
      ModelProto model = ModelProto.parseFrom(bytes);
      if (!model.hasGraph() || model.getGraph().getOutputCount() == 0) {
        throw notOnnx(file);
      }
      return new OnnxFile(file.toString(), bytes, model);
    } catch (InvalidProtocolBufferException malformed) {
      throw notOnnx(file);
    } catch (NoSuchFileException missing) {
      throw new DefinitionException(file + ": there is no such file");
    } catch (IOException unreadable) {
      throw new DefinitionException(file + ": cannot be read: " + FileFailure.reason(unreadable));
    }
  }

  private static DefinitionException notOnnx(Path file) {
    return new DefinitionException(file + " is not accepted; it must be an ONNX model");
  }

  public String name() {
    return name;
  }

  public byte[] bytes() {
    return bytes;
  }

  public ModelProto model() {
    return model;
  }

  /** Inputs that are not initialisers. */
  public List<TensorSignature> inputs() {
    GraphProto graph = model.getGraph();
    Set<String> initializers = new HashSet<>();
    graph.getInitializerList().forEach(tensor -> initializers.add(tensor.getName()));
    return graph.getInputList().stream()
        .filter(input -> !initializers.contains(input.getName()))
        .map(TensorSignature::of)
        .toList();
  }

  public List<TensorSignature> outputs() {
    return model.getGraph().getOutputList().stream().map(TensorSignature::of).toList();
  }

  public Map<String, String> properties() {
    return model.getMetadataPropsList().stream()
        .collect(
            Collectors.toMap(
                StringStringEntryProto::getKey,
                StringStringEntryProto::getValue,
                (first, second) -> second,
                TreeMap::new));
  }

  /** Operator sets, such as {@code ai.onnx 17, com.microsoft 1}. */
  public String operatorSets() {
    return model.getOpsetImportList().stream()
        .map(
            set ->
                (set.getDomain().isEmpty() ? "ai.onnx" : set.getDomain()) + " " + set.getVersion())
        .collect(Collectors.joining(", "));
  }

  /** How many nodes of each operator. */
  public Map<String, Long> operators() {
    return model.getGraph().getNodeList().stream()
        .collect(Collectors.groupingBy(NodeProto::getOpType, TreeMap::new, Collectors.counting()));
  }

  /** Numbers in initialisers. */
  public long parameters() {
    return model.getGraph().getInitializerList().stream()
        .mapToLong(
            tensor ->
                tensor.getDimsList().stream()
                    .flatMapToLong(LongStream::of)
                    .reduce(1, (a, b) -> a * b))
        .sum();
  }
}
