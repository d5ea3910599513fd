package io.tidemark.export.onnx;

/** What numbers a graph computes with. */
public enum Precision {
  FLOAT32,
  /** Weights of LSTMs as int8, their inputs quantised as they come; all else float32. */
  INT8
}
