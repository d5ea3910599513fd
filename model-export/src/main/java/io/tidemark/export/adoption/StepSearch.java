package io.tidemark.export.adoption;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.export.inspection.OnnxFile;
import io.tidemark.export.inspection.TensorSignature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Finds the tensors of a step in a file: by the names that were given, else by their shapes. */
final class StepSearch {
  private final OnnxFile file;
  private final StepTensors names;
  private final int features;

  private StepSearch(OnnxFile file, StepTensors names, int features) {
    this.file = file;
    this.names = names;
    this.features = features;
  }

  /**
   * @param features F
   * @throws DefinitionException when a tensor is missing, has another shape, or is to be named
   */
  static StepSignature find(OnnxFile file, StepTensors names, int features) {
    return new StepSearch(file, names, features).find();
  }

  private StepSignature find() {
    TensorSignature tick = tick();
    TensorSignature latent = names.latent() == null ? null : output("--latent", names.latent());
    if (latent != null) {
      requireState(latent, "latent");
    }
    Map<TensorSignature, TensorSignature> states =
        names.states().isEmpty() ? recognised(tick) : named(tick);
    boolean ahead = names.expected() == null;
    if (states.isEmpty() && !ahead) {
      throw DefinitionException.of(
          file.name() + ": inputs",
          ForeignFile.named(file.inputs()),
          "a tick and at least one state; a network without a state has nothing to carry");
    }
    List<TensorSignature> others =
        file.outputs().stream()
            .filter(output -> !states.containsValue(output) && !output.equals(latent))
            .toList();
    return new StepSignature(tick, states, expectation(others), ahead, latent);
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

  private TensorSignature expectation(List<TensorSignature> others) {
    String wanted = names.expected() == null ? names.forecast() : names.expected();
    if (wanted != null) {
      String option = names.expected() == null ? "--forecast" : "--expected";
      TensorSignature found = output(option, wanted);
      if (!isTick(closed(found))) {
        throw misfit("output", found, tickShapes());
      }
      return closed(found);
    }
    List<TensorSignature> fitting = others.stream().map(this::closed).filter(this::isTick).toList();
    return only(
        fitting,
        "outputs",
        file.outputs(),
        tickShapes() + " for what is expected of the next tick",
        "--forecast");
  }

  private Map<TensorSignature, TensorSignature> named(TensorSignature tick) {
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
  private Map<TensorSignature, TensorSignature> recognised(TensorSignature tick) {
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
  private TensorSignature closed(TensorSignature output) {
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
