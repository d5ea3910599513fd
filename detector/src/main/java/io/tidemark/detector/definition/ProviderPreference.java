package io.tidemark.detector.definition;

import java.util.Locale;

/** Which ONNX Runtime execution provider a detector wants. */
public enum ProviderPreference {
  /** CPU only. */
  CPU,
  /** CUDA where it works, else CPU with one log line that says why. */
  PREFER_CUDA,
  /** CUDA or the job does not start. */
  REQUIRE_CUDA;

  /** The name in definitions. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
