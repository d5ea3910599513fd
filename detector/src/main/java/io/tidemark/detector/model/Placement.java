package io.tidemark.detector.model;

import io.tidemark.detector.definition.ProviderPreference;

/**
 * Where a model is to run.
 *
 * @param preference which execution provider
 * @param device index of the CUDA device, should it be CUDA
 * @param memoryLimit most bytes of that device's memory that the session takes; 0 for no limit
 */
public record Placement(ProviderPreference preference, int device, long memoryLimit) {
  public Placement {
    if (device < 0 || memoryLimit < 0) {
      throw new IllegalArgumentException("device " + device + ", memory limit " + memoryLimit);
    }
  }

  /** On the first device without a limit, should it be CUDA. */
  public static Placement of(ProviderPreference preference) {
    return new Placement(preference, 0, 0);
  }
}
