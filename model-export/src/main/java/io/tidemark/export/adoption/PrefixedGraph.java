package io.tidemark.export.adoption;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.tidemark.export.onnx.Value;
import java.util.List;
import java.util.Map;

/**
 * A graph whose every name has a prefix, so that it can live inside another; bodies of loops too.
 */
final class PrefixedGraph {
  private final GraphProto graph;
  private final String prefix;
  private final Map<String, Value> inputs;

  /**
   * @param inputs what takes the place of inputs, by their names
   */
  PrefixedGraph(GraphProto graph, String prefix, Map<String, Value> inputs) {
    this.graph = graph;
    this.prefix = prefix;
    this.inputs = inputs;
  }

  GraphProto renamed() {
    return renamed(graph);
  }

  private GraphProto renamed(GraphProto original) {
    GraphProto.Builder copy = GraphProto.newBuilder().setName(original.getName());
    original.getNodeList().forEach(node -> copy.addNode(renamed(node)));
    original
        .getInitializerList()
        .forEach(
            tensor -> copy.addInitializer(tensor.toBuilder().setName(named(tensor.getName()))));
    original
        .getSparseInitializerList()
        .forEach(tensor -> copy.addSparseInitializer(sparse(tensor)));
    original.getInputList().forEach(info -> copy.addInput(renamed(info)));
    original.getOutputList().forEach(info -> copy.addOutput(renamed(info)));
    return copy.build();
  }

  private NodeProto renamed(NodeProto node) {
    NodeProto.Builder copy =
        node.toBuilder()
            .clearInput()
            .clearOutput()
            .clearAttribute()
            .setName(prefix + node.getName());
    node.getInputList().forEach(name -> copy.addInput(named(name)));
    node.getOutputList().forEach(name -> copy.addOutput(named(name)));
    node.getAttributeList().forEach(attribute -> copy.addAttribute(renamed(attribute)));
    return copy.build();
  }

  private AttributeProto renamed(AttributeProto attribute) {
    AttributeProto.Builder copy = attribute.toBuilder();
    if (attribute.hasG()) {
      copy.setG(renamed(attribute.getG()));
    }
    List<GraphProto> bodies = attribute.getGraphsList();
    for (int i = 0; i < bodies.size(); i++) {
      copy.setGraphs(i, renamed(bodies.get(i)));
    }
    return copy.build();
  }

  private ValueInfoProto renamed(ValueInfoProto info) {
    return info.toBuilder().setName(named(info.getName())).build();
  }

  private SparseTensorProto sparse(SparseTensorProto tensor) {
    SparseTensorProto.Builder copy = tensor.toBuilder();
    copy.getValuesBuilder().setName(named(tensor.getValues().getName()));
    return copy.build();
  }

  /** An empty name is an input that is left out. */
  private String named(String name) {
    if (name.isEmpty()) {
      return name;
    }
    Value replacement = inputs.get(name);
    return replacement == null ? prefix + name : replacement.name();
  }
}
