package io.tidemark.export.adoption;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.model.ModelContract;
import io.tidemark.export.inspection.OnnxFile;
import io.tidemark.export.inspection.TensorSignature;
import io.tidemark.export.onnx.Attribute;
import io.tidemark.export.onnx.GraphBuilder;
import io.tidemark.export.onnx.OperatorSets;
import io.tidemark.export.onnx.Precision;
import io.tidemark.export.onnx.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A network that another tool exported for one step: a tick and states in, what it expects and the
 * next states out, float32, N dynamic. Its nodes are taken over as they are, renamed; around them
 * the states become the one vector of the {@link ModelContract}. What was forecast of the next tick
 * is part of that vector, since the contract asks for it with the next tick.
 */
public final class ForeignStep {
  private final OnnxFile file;
  private final StepTensors names;
  private final int features;
  private final TensorSignature tick;
  private final Map<TensorSignature, TensorSignature> states;
  private final TensorSignature expectation;
  private final @Nullable TensorSignature latent;

  private ForeignStep(OnnxFile file, StepTensors names, int features) {
    ForeignFile.requireSelfContained(file);
    this.file = file;
    this.names = names;
    this.features = features;
    tick = tick();
    latent = names.latent() == null ? null : output("--latent", names.latent());
    if (latent != null) {
      requireState(latent, "latent");
    }
    states = names.states().isEmpty() ? recognised() : named();
    if (states.isEmpty() && names.expected() != null) {
      throw DefinitionException.of(
          file.name() + ": inputs",
          ForeignFile.named(file.inputs()),
          "a tick and at least one state; a network without a state has nothing to carry");
    }
    expectation = expectation();
  }

  /**
   * @param features F
   * @throws DefinitionException when the file is no such network, or a tensor is to be named
   */
  public static ForeignStep of(OnnxFile file, StepTensors names, int features) {
    return new ForeignStep(file, names, features);
  }

  /** Such as {@code x -> y, h0 -> hn, c0 -> cn}: which tensors were taken for what. */
  public String tensors() {
    Stream<String> carried =
        states.entrySet().stream()
            .map(state -> state.getKey().name() + " -> " + state.getValue().name());
    String kind = names.expected() == null ? " (the next tick)" : " (this tick)";
    return Stream.concat(Stream.of(tick.name() + " -> " + expectation.name() + kind), carried)
        .collect(Collectors.joining(", "));
  }

  /** The graph of the contract around it, without metadata. */
  public ModelProto graph(String name) {
    GraphBuilder graph = new GraphBuilder(name, Precision.FLOAT32, OperatorSets.of(file.model()));
    boolean ahead = names.expected() == null;
    List<Long> lengths =
        new ArrayList<>(
            states.keySet().stream().map(state -> StateTensor.of(state).length()).toList());
    if (ahead) {
      lengths.add((long) features);
    }
    long length = lengths.stream().mapToLong(part -> part).sum();
    Value tickIn = graph.input(ModelContract.TICK, features);
    Value stateIn = graph.input(ModelContract.STATE, length);
    graph.scope("contract");
    List<Value> parts = split(graph, stateIn, lengths);
    Map<String, Value> given = new HashMap<>();
    given.put(tick.name(), StateTensor.of(tick).ofVector(graph, tickIn));
    int part = 0;
    for (TensorSignature state : states.keySet()) {
      given.put(state.name(), StateTensor.of(state).ofVector(graph, parts.get(part++)));
    }
    GraphProto taken = file.model().getGraph();
    graph.include(new PrefixedGraph(taken, ForeignFile.PREFIX, given).renamed());
    List<Value> next = new ArrayList<>();
    states.forEach(
        (in, out) -> next.add(StateTensor.of(in).toVector(graph, value(out.name(), given))));
    Value expected =
        StateTensor.of(tick(expectation)).toVector(graph, value(expectation.name(), given));
    if (latent != null) {
      StateTensor shape = StateTensor.of(latent);
      graph.output(
          ModelContract.LATENT, shape.toVector(graph, value(latent.name(), given)), shape.length());
    } else if (!states.isEmpty()) {
      graph.output(ModelContract.LATENT, next.get(0), lengths.get(0));
    }
    if (ahead) {
      next.add(expected);
    }
    graph.output(ModelContract.EXPECTED, ahead ? parts.get(parts.size() - 1) : expected, features);
    graph.output(
        ModelContract.NEXT_STATE, graph.add("Concat", next, Attribute.of("axis", 1)), length);
    return graph.build();
  }

  private static List<Value> split(GraphBuilder graph, Value state, List<Long> lengths) {
    if (lengths.size() == 1) {
      return List.of(state);
    }
    Value sizes = graph.longs("parts", lengths.stream().mapToLong(part -> part).toArray());
    return graph.add("Split", List.of(state, sizes), lengths.size(), Attribute.of("axis", 1));
  }

  /** An output may be an input that is passed through. */
  private static Value value(String name, Map<String, Value> given) {
    Value input = given.get(name);
    return input == null ? new Value(ForeignFile.PREFIX + name) : input;
  }

  private TensorSignature tick() {
    String wanted = names.tick();
    if (wanted != null) {
      TensorSignature found = find("--tick", wanted, "input", file.inputs());
      if (!isTick(found)) {
        throw misfit("input", found, tickShapes());
      }
      return found;
    }
    List<TensorSignature> fitting =
        file.inputs().stream()
            .filter(input -> !names.states().containsKey(input.name()))
            .filter(this::isTick)
            .toList();
    return only(fitting, "inputs", file.inputs(), tickShapes() + " for the tick", "--tick");
  }

  private TensorSignature expectation() {
    String wanted = names.expected() == null ? names.forecast() : names.expected();
    if (wanted != null) {
      String option = names.expected() == null ? "--forecast" : "--expected";
      TensorSignature found = output(option, wanted);
      if (!isTick(tick(found))) {
        throw misfit("output", found, tickShapes());
      }
      return found;
    }
    List<TensorSignature> fitting =
        file.outputs().stream()
            .filter(output -> !states.containsValue(output) && !output.equals(latent))
            .filter(output -> isTick(tick(output)))
            .toList();
    return only(
        fitting,
        "outputs",
        file.outputs(),
        tickShapes() + " for what is expected of the next tick",
        "--forecast");
  }

  private Map<TensorSignature, TensorSignature> named() {
    Map<TensorSignature, TensorSignature> pairs = new LinkedHashMap<>();
    names
        .states()
        .forEach(
            (in, out) -> {
              TensorSignature input = find("--state", in, "input", file.inputs());
              TensorSignature output = output("--state", out);
              requireState(input, "state");
              if (!becomes(output, input)) {
                throw misfit("output", output, input + " as the input " + input.name());
              }
              pairs.put(input, output);
            });
    for (TensorSignature input : file.inputs()) {
      if (!input.equals(tick) && !pairs.containsKey(input)) {
        throw new DefinitionException(
            "%s: input %s %s is neither the tick nor a state; name the output that is its next value: --state %s=OUTPUT"
                .formatted(file.name(), input.name(), input, input.name()));
      }
    }
    return pairs;
  }

  /** Pairs inputs and outputs of one shape, in their order. */
  private Map<TensorSignature, TensorSignature> recognised() {
    List<TensorSignature> inputs =
        file.inputs().stream().filter(input -> !input.equals(tick)).toList();
    Map<TensorSignature, TensorSignature> pairs = new LinkedHashMap<>();
    for (TensorSignature input : inputs) {
      requireState(input, "state");
      Predicate<TensorSignature> alike = other -> other.shape().equals(input.shape());
      List<TensorSignature> same = inputs.stream().filter(alike).toList();
      List<TensorSignature> fitting =
          file.outputs().stream()
              .filter(output -> !output.name().equals(names.forecast()))
              .filter(output -> !output.name().equals(names.expected()))
              .filter(output -> becomes(output, input))
              .toList();
      if (fitting.size() != same.size()) {
        throw new DefinitionException(
            "%s: state %s is %s; of the outputs %s, %d can be the next value of such a state, of which there are %d; name it: --state %s=OUTPUT"
                .formatted(
                    file.name(),
                    input.name(),
                    input,
                    ForeignFile.named(file.outputs()),
                    fitting.size(),
                    same.size(),
                    input.name()));
      }
      pairs.put(input, fitting.get(same.indexOf(input)));
    }
    return pairs;
  }

  /** Whether an output can be the next value of an input; other tools leave lengths open. */
  private static boolean becomes(TensorSignature output, TensorSignature input) {
    boolean fits =
        output.type().equals(input.type()) && output.shape().size() == input.shape().size();
    for (int i = 0; fits && i < input.shape().size(); i++) {
      long length = output.shape().get(i);
      fits = length == TensorSignature.DYNAMIC || length == input.shape().get(i);
    }
    return fits;
  }

  private void requireState(TensorSignature tensor, String kind) {
    if (!StateTensor.fits(tensor)) {
      throw misfit(kind, tensor, "FLOAT with one dynamic axis, N, and fixed lengths beside it");
    }
  }

  private boolean isTick(TensorSignature tensor) {
    return StateTensor.fits(tensor)
        && tensor.shape().get(tensor.shape().size() - 1) == features
        && StateTensor.of(tensor).length() == features
        && tensor.shape().size() <= 3;
  }

  /** With the last axis F where the other tool has left it open. */
  private TensorSignature tick(TensorSignature output) {
    List<Long> shape = new ArrayList<>(output.shape());
    int last = shape.size() - 1;
    if (last > 0 && shape.get(last) == TensorSignature.DYNAMIC) {
      shape.set(last, (long) features);
    }
    return new TensorSignature(output.name(), output.type(), shape);
  }

  private String tickShapes() {
    return "FLOAT [N,%1$d], [N,1,%1$d] or [1,N,%1$d] with N dynamic".formatted(features);
  }

  private TensorSignature only(
      List<TensorSignature> fitting,
      String field,
      List<TensorSignature> all,
      String wanted,
      String option) {
    if (fitting.isEmpty()) {
      throw DefinitionException.of(
          file.name() + ": " + field, ForeignFile.named(all), "one of shape " + wanted);
    }
    if (fitting.size() > 1) {
      throw new DefinitionException(
          "%s: %s %s fit %s; name the one by %s"
              .formatted(file.name(), field, ForeignFile.named(fitting), wanted, option));
    }
    return fitting.get(0);
  }

  private TensorSignature output(String option, String name) {
    return find(option, name, "output", file.outputs());
  }

  private TensorSignature find(
      String option, String name, String kind, List<TensorSignature> tensors) {
    return tensors.stream()
        .filter(tensor -> tensor.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                DefinitionException.of(
                    option,
                    name,
                    "an %s of %s, which has %s"
                        .formatted(kind, file.name(), ForeignFile.named(tensors))));
  }

  private DefinitionException misfit(String kind, TensorSignature found, String wanted) {
    return new DefinitionException(
        "%s: %s %s is %s; it must be %s".formatted(file.name(), kind, found.name(), found, wanted));
  }
}
