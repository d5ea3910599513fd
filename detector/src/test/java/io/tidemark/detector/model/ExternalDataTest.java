package io.tidemark.detector.model;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TrainingInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExternalDataTest {
  private static final TensorProto INSIDE =
      TensorProto.newBuilder().setName("w").addDims(2).addFloatData(1).addFloatData(2).build();
  private static final TensorProto LOCATED_OUTSIDE =
      INSIDE.toBuilder().setDataLocation(TensorProto.DataLocation.EXTERNAL).build();
  private static final TensorProto NAMES_A_FILE =
      INSIDE.toBuilder()
          .addExternalData(
              StringStringEntryProto.newBuilder().setKey("location").setValue("../../secrets"))
          .build();

  /** Every place where ONNX lets a tensor stand. */
  private static Stream<Arguments> places() {
    return Stream.of(
        place("initializer", tensor -> inGraph(graph -> graph.addInitializer(tensor))),
        place(
            "sparse values",
            tensor -> inGraph(graph -> graph.addSparseInitializer(sparse(tensor)))),
        place(
            "sparse indices",
            tensor ->
                inGraph(
                    graph ->
                        graph.addSparseInitializer(
                            SparseTensorProto.newBuilder().setIndices(tensor)))),
        place("attribute", tensor -> inGraph(graph -> graph.addNode(constant(tensor)))),
        place(
            "attribute's list",
            tensor -> inAttribute(AttributeProto.newBuilder().addTensors(tensor).build())),
        place(
            "attribute's sparse tensor",
            tensor ->
                inAttribute(AttributeProto.newBuilder().setSparseTensor(sparse(tensor)).build())),
        place(
            "attribute's sparse list",
            tensor ->
                inAttribute(AttributeProto.newBuilder().addSparseTensors(sparse(tensor)).build())),
        place(
            "branch",
            tensor -> inAttribute(AttributeProto.newBuilder().setG(holding(tensor)).build())),
        place(
            "list of branches",
            tensor -> inAttribute(AttributeProto.newBuilder().addGraphs(holding(tensor)).build())),
        place(
            "function",
            tensor ->
                ModelProto.newBuilder()
                    .addFunctions(FunctionProto.newBuilder().addNode(constant(tensor)))
                    .build()),
        place(
            "initialization",
            tensor ->
                ModelProto.newBuilder()
                    .addTrainingInfo(
                        TrainingInfoProto.newBuilder().setInitialization(holding(tensor)))
                    .build()),
        place(
            "training",
            tensor ->
                ModelProto.newBuilder()
                    .addTrainingInfo(TrainingInfoProto.newBuilder().setAlgorithm(holding(tensor)))
                    .build()));
  }

  private static Arguments place(String name, Function<TensorProto, ModelProto> model) {
    return Arguments.of(name, model);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("places")
  void aTensorOfAnotherFileIsFoundWhereverItStands(
      String name, Function<TensorProto, ModelProto> model) {
    assertThatCode(() -> ExternalData.refuse(model.apply(INSIDE).toByteArray()))
        .doesNotThrowAnyException();
    for (TensorProto outside : new TensorProto[] {LOCATED_OUTSIDE, NAMES_A_FILE}) {
      byte[] file = behindFieldsThatNobodyKnows(model.apply(outside));
      assertThatThrownBy(() -> ExternalData.refuse(file))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("another file");
    }
  }

  @Test
  void aGraphNestedTooDeepIsRefusedAndNotWalked() {
    GraphProto graph = holding(INSIDE);
    for (int depth = 0; depth < 40; depth++) {
      graph =
          GraphProto.newBuilder()
              .addNode(NodeProto.newBuilder().addAttribute(AttributeProto.newBuilder().setG(graph)))
              .build();
    }
    byte[] file = ModelProto.newBuilder().setGraph(graph).build().toByteArray();
    assertThatThrownBy(() -> ExternalData.refuse(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("nested");
  }

  @Test
  void aFileCutInTheMiddleOfAFieldIsRefused() {
    byte[] file = ModelProto.newBuilder().setGraph(holding(INSIDE)).build().toByteArray();
    for (int length = 1; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> ExternalData.refuse(cut))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("must be an ONNX model");
    }
  }

  /** A reader that skips groups goes on behind this one; a reader that stops sees no more. */
  @Test
  void aTensorBehindAGroupIsNotHidden() {
    ByteString group =
        UnknownFieldSet.newBuilder()
            .addField(
                1000,
                UnknownFieldSet.Field.newBuilder()
                    .addGroup(UnknownFieldSet.getDefaultInstance())
                    .build())
            .build()
            .toByteString();
    byte[] file =
        group
            .concat(inGraph(graph -> graph.addInitializer(NAMES_A_FILE)).toByteString())
            .toByteArray();
    assertThatThrownBy(() -> ExternalData.refuse(file)).isInstanceOf(ModelException.class);
  }

  private static byte[] behindFieldsThatNobodyKnows(ModelProto model) {
    UnknownFieldSet.Field everyWireType =
        UnknownFieldSet.Field.newBuilder()
            .addVarint(-1)
            .addFixed32(-1)
            .addFixed64(-1)
            .addLengthDelimited(ByteString.copyFromUtf8("x".repeat(300)))
            .build();
    UnknownFieldSet unknown = UnknownFieldSet.newBuilder().addField(1000, everyWireType).build();
    return unknown.toByteString().concat(model.toByteString()).toByteArray();
  }

  private static ModelProto inGraph(Function<GraphProto.Builder, GraphProto.Builder> content) {
    return ModelProto.newBuilder()
        .setIrVersion(9)
        .setGraph(content.apply(GraphProto.newBuilder().setName("g")))
        .build();
  }

  private static ModelProto inAttribute(AttributeProto attribute) {
    return inGraph(graph -> graph.addNode(NodeProto.newBuilder().addAttribute(attribute)));
  }

  private static GraphProto holding(TensorProto tensor) {
    return GraphProto.newBuilder().addInitializer(tensor).build();
  }

  private static NodeProto constant(TensorProto tensor) {
    return NodeProto.newBuilder()
        .setOpType("Constant")
        .addAttribute(AttributeProto.newBuilder().setName("value").setT(tensor))
        .build();
  }

  private static SparseTensorProto sparse(TensorProto tensor) {
    return SparseTensorProto.newBuilder().setValues(tensor).build();
  }
}
