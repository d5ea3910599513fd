package io.tidemark.export.layer;

import io.tidemark.export.onnx.Attribute;
import io.tidemark.export.onnx.GraphBuilder;
import io.tidemark.export.onnx.Value;
import java.util.List;

/**
 * What flows from layer to layer in an ONNX graph.
 *
 * @param value the tensor
 * @param layout order of its axes
 * @param steps length of the sequence; 1 for a vector
 * @param channels length of the last axis
 */
public record Signal(Value value, Layout layout, int steps, int channels) {

  /**
   * Order of axes. DJL's side is batch first throughout; ONNX recurrent operators want time first.
   */
  public enum Layout {
    /** {@code [N,C]} */
    VECTOR,
    /** {@code [N,W,C]} */
    BATCH_FIRST,
    /** {@code [W,N,C]} */
    TIME_FIRST
  }

  /** A window or other sequence {@code [N,W,C]}. */
  public static Signal batchFirst(Value value, int steps, int channels) {
    return new Signal(value, Layout.BATCH_FIRST, steps, channels);
  }

  /** A sequence {@code [W,N,C]}. */
  static Signal timeFirst(Value value, int steps, int channels) {
    return new Signal(value, Layout.TIME_FIRST, steps, channels);
  }

  /** A vector {@code [N,C]}. */
  static Signal vector(Value value, int channels) {
    return new Signal(value, Layout.VECTOR, 1, channels);
  }

  /** This, with other channels and nothing else changed. */
  Signal with(Value next, int nextChannels) {
    return new Signal(next, layout, steps, nextChannels);
  }

  /** This sequence as {@code [N,W,C]}; a transposition only where one is needed. */
  public Signal toBatchFirst(GraphBuilder graph) {
    return layout == Layout.TIME_FIRST ? batchFirst(swap(graph), steps, channels) : this;
  }

  /** This sequence as {@code [W,N,C]}; a transposition only where one is needed. */
  Signal toTimeFirst(GraphBuilder graph) {
    return layout == Layout.BATCH_FIRST ? timeFirst(swap(graph), steps, channels) : this;
  }

  private Value swap(GraphBuilder graph) {
    return graph.add("Transpose", List.of(value), Attribute.ofLongs("perm", 1, 0, 2));
  }
}
