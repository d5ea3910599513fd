package io.tidemark.export.adoption;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names of tensors in a file that carries its state; what is not named is recognised by its shape.
 *
 * @param tick input that takes a tick
 * @param states outputs by the inputs whose next values they are; empty to recognise them
 * @param forecast output that expects the next tick
 * @param expected output that expects the tick that was put in
 * @param latent output that is held against the key's normal states; the first state by default
 */
public record StepTensors(
    @Nullable String tick,
    Map<String, String> states,
    @Nullable String forecast,
    @Nullable String expected,
    @Nullable String latent) {
  /** Nothing is named. */
  public static final StepTensors UNNAMED = new StepTensors(null, Map.of(), null, null, null);

  public StepTensors {
    states = Collections.unmodifiableMap(new LinkedHashMap<>(states));
  }
}
