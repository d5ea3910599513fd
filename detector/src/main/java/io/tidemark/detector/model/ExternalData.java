package io.tidemark.detector.model;

import java.util.Map;

/**
 * Refuses ONNX files whose tensors lie in other files: a model must not name files of the machine
 * that runs it. ONNX Runtime would read them before anyone could ask.
 *
 * <p>Walks the protobuf messages by the field numbers of onnx.proto3. What is no protobuf is left
 * to ONNX Runtime, which refuses it.
 */
final class ExternalData {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
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

  private final byte[] file;
  private int at;

  private ExternalData(byte[] file) {
    this.file = file;
  }

  /**
   * @throws ModelException when a tensor of the file lies elsewhere
   */
  static void refuse(byte[] file) {
    new ExternalData(file).walk(Message.MODEL, file.length, 0);
  }

  /** Walks one message; false when it is none. */
  private boolean walk(Message message, int end, int depth) {
    if (depth > DEEPEST) {
      throw new ModelException("its graph is nested more than " + DEEPEST + " deep");
    }
    while (at < end) {
      long tag = varint(end);
      if (tag < 0 || !field(message, (int) (tag >>> 3), (int) (tag & 7), end, depth)) {
        return false;
      }
    }
    return at == end;
  }

  private boolean field(Message message, int number, int wire, int end, int depth) {
    switch (wire) {
      case VARINT -> {
        long value = varint(end);
        if (message == Message.TENSOR && number == TENSOR_DATA_LOCATION && value != 0) {
          throw external();
        }
        return true;
      }
      case FIXED64 -> {
        return skip(8, end);
      }
      case FIXED32 -> {
        return skip(4, end);
      }
      case BYTES -> {
        return bytes(message, number, end, depth);
      }
      default -> {
        return false;
      }
    }
  }

  private boolean bytes(Message message, int number, int end, int depth) {
    long length = varint(end);
    if (length < 0 || length > end - at) {
      return false;
    }
    if (message == Message.TENSOR && number == TENSOR_EXTERNAL_DATA) {
      throw external();
    }
    Message inner = FIELDS.getOrDefault(message, Map.of()).get(number);
    int innerEnd = at + (int) length;
    if (inner == null) {
      at = innerEnd;
      return true;
    }
    return walk(inner, innerEnd, depth + 1);
  }

  private boolean skip(int length, int end) {
    if (length > end - at) {
      return false;
    }
    at += length;
    return true;
  }

  /** An unsigned number; -1 where there is none. */
  private long varint(int end) {
    long value = 0;
    for (int shift = 0; shift < 64 && at < end; shift += 7) {
      byte next = file[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    return -1;
  }

  private static ModelException external() {
    return new ModelException(
        "a tensor lies in another file; a model must hold all of its data itself");
  }
}
