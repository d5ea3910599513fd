package io.tidemark.detector.model;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
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
  static ProviderChoice configure(
      SessionOptions options, ProviderPreference preference, int device) {
    if (preference == ProviderPreference.CPU) {
      return new ProviderChoice(ExecutionProvider.CPU, "the definition asks for cpu");
    }
    String obstacle = addCuda(options, device);
    if (obstacle == null) {
      return new ProviderChoice(ExecutionProvider.CUDA, "CUDA device " + device + " works");
    }
    if (preference == ProviderPreference.REQUIRE_CUDA) {
      throw new ModelException("model.provider: require-cuda cannot be met: " + obstacle);
    }
    return new ProviderChoice(ExecutionProvider.CPU, "prefer-cuda fell back to cpu: " + obstacle);
  }

  /** Adds CUDA to the options; what stood in the way, or null when nothing did. */
  private static @org.jspecify.annotations.Nullable String addCuda(
      SessionOptions options, int device) {
    if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
      return "this ONNX Runtime has no CUDA provider (it is in the onnxruntime_gpu jar)";
    }
    try {
      options.addCUDA(device);
      // Batches vary in size; a memory pattern is planned anew for each and is never freed.
      options.setMemoryPatternOptimization(false);
      return null;
    } catch (OrtException failed) {
      return firstLine(String.valueOf(failed.getMessage()));
    }
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
