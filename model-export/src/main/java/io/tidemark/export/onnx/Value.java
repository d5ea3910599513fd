package io.tidemark.export.onnx;

/**
 * A tensor in a graph under construction.
 *
 * @param name unique in its graph; empty for an optional input that is left out
 */
public record Value(String name) {
  /** Stands for an optional input that is left out. */
  public static final Value ABSENT = new Value("");
}
