package io.tidemark.detector.model;

import ai.onnxruntime.OrtSession.SessionOptions;
import io.tidemark.detector.definition.ProviderPreference;

/**
 * The execution provider that was chosen, and why.
 *
 * @param provider what runs the model
 * @param reason for people, one line
 */
public record ProviderChoice(ExecutionProvider provider, String reason) {

  /**
   * Chooses a provider and sets the options up for it.
   *
   * @throws ModelException when CUDA is required and does not work
   */
  static ProviderChoice configure(SessionOptions options, Placement placement) {
    if (placement.preference() == ProviderPreference.CPU) {
      return new ProviderChoice(ExecutionProvider.CPU, "the definition asks for cpu");
    }
    String obstacle = CudaProvider.add(options, placement);
    if (obstacle == null) {
      return new ProviderChoice(
          ExecutionProvider.CUDA, "CUDA device " + placement.device() + " works");
    }
    if (placement.preference() == ProviderPreference.REQUIRE_CUDA) {
      throw new ModelException("model.provider: require-cuda cannot be met: " + obstacle);
    }
    return new ProviderChoice(ExecutionProvider.CPU, "prefer-cuda fell back to cpu: " + obstacle);
  }
}
