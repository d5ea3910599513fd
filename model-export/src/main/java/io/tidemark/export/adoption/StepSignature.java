package io.tidemark.export.adoption;

import io.tidemark.export.inspection.TensorSignature;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of a step.
 *
 * @param tick input
 * @param states inputs and the outputs that are their next values, in the order of the file
 * @param expectation output, of a tick's shape
 * @param ahead whether the next tick is expected, and not the one that was put in
 * @param latent output that is held against the key's normal states; null for the first state
 */
record StepSignature(
    TensorSignature tick,
    Map<TensorSignature, TensorSignature> states,
    TensorSignature expectation,
    boolean ahead,
    @Nullable TensorSignature latent) {

  /** Such as {@code x -> y (the next tick), h0 -> hn}. */
  String text() {
    String what = ahead ? " (the next tick)" : " (this tick)";
    return Stream.concat(
            Stream.of(tick.name() + " -> " + expectation.name() + what),
            states.entrySet().stream()
                .map(state -> state.getKey().name() + " -> " + state.getValue().name()))
        .collect(Collectors.joining(", "));
  }
}
