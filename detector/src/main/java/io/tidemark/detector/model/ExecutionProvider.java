package io.tidemark.detector.model;

/** What runs a model inside ONNX Runtime. */
public enum ExecutionProvider {
  CPU,
  CUDA
}
