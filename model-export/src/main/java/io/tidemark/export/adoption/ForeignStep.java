package io.tidemark.export.adoption;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.model.ModelContract;
import io.tidemark.export.inspection.OnnxFile;
import io.tidemark.export.inspection.TensorSignature;
import io.tidemark.export.onnx.Attribute;
import io.tidemark.export.onnx.GraphBuilder;
import io.tidemark.export.onnx.OperatorSets;
import io.tidemark.export.onnx.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A network that another tool exported for one step: a tick and states in, what it expects and the
 * next states out, float32, N dynamic. Its nodes are taken over as they are, renamed; around them
 * the states become the one vector of the {@link ModelContract}. What was forecast of the next tick
 * is part of that vector, since the contract asks for it with the next tick.
 */
public final class ForeignStep {
  private final OnnxFile file;
  private final StepSignature step;
  private final int features;

  private ForeignStep(OnnxFile file, StepSignature step, int features) {
    this.file = file;
    this.step = step;
    this.features = features;
  }

  /**
   * The step that a file holds.
   *
   * @param features F
   * @throws DefinitionException when the file is no such network, or a tensor is to be named
   */
  public static ForeignStep of(OnnxFile file, StepTensors names, int features) {
    ForeignFile.requireSelfContained(file);
    return new ForeignStep(file, StepSearch.find(file, names, features), features);
  }

  /** Such as {@code x -> y (the next tick), h0 -> hn, c0 -> cn}: which tensors were taken. */
  public String tensors() {
    return step.text();
  }

  /** The graph of the contract around it, without metadata. */
  public ModelProto graph(String name) {
    GraphBuilder graph = new GraphBuilder(name, OperatorSets.of(file.model()));
    List<StateTensor> shapes = step.states().keySet().stream().map(StateTensor::of).toList();
    List<Long> lengths = new ArrayList<>(shapes.stream().map(StateTensor::length).toList());
    if (step.ahead()) {
      lengths.add((long) features);
    }
    long length = lengths.stream().mapToLong(part -> part).sum();
    Value tick = graph.input(ModelContract.TICK, features);
    Value state = graph.input(ModelContract.STATE, length);
    graph.scope("contract");
    List<Value> parts = split(graph, state, lengths);
    Map<String, Value> given = new HashMap<>();
    given.put(step.tick().name(), StateTensor.of(step.tick()).ofVector(graph, tick));
    int part = 0;
    for (TensorSignature input : step.states().keySet()) {
      given.put(input.name(), shapes.get(part).ofVector(graph, parts.get(part)));
      part++;
    }
    graph.include(new PrefixedGraph(file.model().getGraph(), ForeignFile.PREFIX, given).renamed());
    List<Value> next = new ArrayList<>();
    for (TensorSignature output : step.states().values()) {
      next.add(shapes.get(next.size()).toVector(graph, value(output, given)));
    }
    latent(graph, next, given);
    Value expected =
        StateTensor.of(step.expectation()).toVector(graph, value(step.expectation(), given));
    if (step.ahead()) {
      next.add(expected);
      expected = parts.get(parts.size() - 1);
    }
    graph.output(ModelContract.EXPECTED, expected, features);
    graph.output(
        ModelContract.NEXT_STATE, graph.add("Concat", next, Attribute.of("axis", 1)), length);
    return graph.build();
  }

  private void latent(GraphBuilder graph, List<Value> states, Map<String, Value> given) {
    TensorSignature named = step.latent();
    if (named != null) {
      StateTensor shape = StateTensor.of(named);
      graph.output(
          ModelContract.LATENT, shape.toVector(graph, value(named, given)), shape.length());
    } else if (!states.isEmpty()) {
      TensorSignature first = step.states().keySet().iterator().next();
      graph.output(ModelContract.LATENT, states.get(0), StateTensor.of(first).length());
    }
  }

  private static List<Value> split(GraphBuilder graph, Value state, List<Long> lengths) {
    if (lengths.size() == 1) {
      return List.of(state);
    }
    Value sizes = graph.longs("parts", lengths.stream().mapToLong(part -> part).toArray());
    return graph.add("Split", List.of(state, sizes), lengths.size(), Attribute.of("axis", 1));
  }

  /** An output may be an input that is passed through. */
  private static Value value(TensorSignature output, Map<String, Value> given) {
    Value input = given.get(output.name());
    return input == null ? new Value(ForeignFile.PREFIX + output.name()) : input;
  }
}
