package io.tidemark.detector.model;

import java.util.Map;

/**
 * Refuses ONNX files whose tensors lie in other files: a model must not name files of the machine
 * that runs it. ONNX Runtime would read them before anyone could ask.
 *
 * <p>Walks the protobuf messages by the field numbers of onnx.proto3.
 */
final class ExternalData {
  private static final int DEEPEST = 64;

  private static final int TENSOR_EXTERNAL_DATA = 13;
  private static final int TENSOR_DATA_LOCATION = 14;

  /** Messages on the way to a tensor, with the fields that lead on. */
  private enum Message {
    MODEL,
    TRAINING,
    FUNCTION,
    GRAPH,
    NODE,
    ATTRIBUTE,
    SPARSE,
    TENSOR
  }

  private static final Map<Message, Map<Integer, Message>> FIELDS =
      Map.of(
          Message.MODEL, Map.of(7, Message.GRAPH, 20, Message.TRAINING, 25, Message.FUNCTION),
          Message.TRAINING, Map.of(1, Message.GRAPH, 2, Message.GRAPH),
          Message.FUNCTION, Map.of(7, Message.NODE),
          Message.GRAPH, Map.of(1, Message.NODE, 5, Message.TENSOR, 15, Message.SPARSE),
          Message.NODE, Map.of(5, Message.ATTRIBUTE),
          Message.ATTRIBUTE,
              Map.of(
                  5, Message.TENSOR,
                  6, Message.GRAPH,
                  10, Message.TENSOR,
                  11, Message.GRAPH,
                  22, Message.SPARSE,
                  23, Message.SPARSE),
          Message.SPARSE, Map.of(1, Message.TENSOR, 2, Message.TENSOR),
          Message.TENSOR, Map.of());

  private ExternalData() {}

  /**
   * @throws ModelException when a tensor of the file lies elsewhere
   */
  static void refuse(byte[] file) {
    walk(Message.MODEL, ProtobufFields.of(file), 0);
  }

  private static void walk(Message message, ProtobufFields fields, int depth) {
    if (depth > DEEPEST) {
      throw new ModelException("its graph is nested more than " + DEEPEST + " deep");
    }
    Map<Integer, Message> inner = FIELDS.getOrDefault(message, Map.of());
    while (fields.next()) {
      if (message == Message.TENSOR && external(fields)) {
        throw new ModelException(
            "a tensor lies in another file; a model must hold all of its data itself");
      }
      Message next = inner.get(fields.number());
      if (next != null && fields.wire() == ProtobufFields.BYTES) {
        walk(next, fields.message(), depth + 1);
      }
    }
  }

  private static boolean external(ProtobufFields tensor) {
    return tensor.is(TENSOR_EXTERNAL_DATA, ProtobufFields.BYTES)
        || (tensor.is(TENSOR_DATA_LOCATION, ProtobufFields.VARINT) && tensor.value() != 0);
  }
}
