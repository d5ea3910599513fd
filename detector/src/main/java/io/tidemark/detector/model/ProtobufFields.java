package io.tidemark.detector.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one protobuf message field by field, without its schema. Refuses what is not plain protobuf
 * (a truncated field, a group), so that no file means one thing here and another to ONNX Runtime.
 */
final class ProtobufFields {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;
  private static final long LARGEST_TAG = 0xFFFF_FFFFL;
  private static final int LONGEST_VARINT = 10;

  private final byte[] file;
  private final int end;
  private int at;
  private int number;
  private int wire;
  private long value;
  private int start;

  private ProtobufFields(byte[] file, int at, int end) {
    this.file = file;
    this.at = at;
    this.end = end;
  }

  /** The fields of a whole file. */
  static ProtobufFields of(byte[] file) {
    return new ProtobufFields(file, 0, file.length);
  }

  /**
   * Moves to the next field.
   *
   * @return false at the end of the message
   * @throws ModelException when what follows is no field
   */
  boolean next() {
    if (at == end) {
      return false;
    }
    long tag = varint();
    number = (int) (tag >>> 3);
    wire = (int) (tag & 7);
    if (tag < 0 || tag > LARGEST_TAG || number == 0) {
      throw malformed();
    }
    switch (wire) {
      case VARINT -> value = varint();
      case FIXED64 -> skip(8);
      case FIXED32 -> skip(4);
      case BYTES -> {
        long length = varint();
        if (length < 0) {
          throw malformed();
        }
        skip(length);
      }
      default -> throw malformed();
    }
    return true;
  }

  /** Whether this is the field of that number and wire type. */
  boolean is(int wantedNumber, int wantedWire) {
    return number == wantedNumber && wire == wantedWire;
  }

  int number() {
    return number;
  }

  int wire() {
    return wire;
  }

  /** Of a {@link #VARINT}. */
  long value() {
    return value;
  }

  private int length() {
    return at - start;
  }

  /** Fields of a {@link #BYTES} that is a message. */
  ProtobufFields message() {
    requireBytes();
    return new ProtobufFields(file, start, at);
  }

  /** Of a {@link #BYTES} that is a text. */
  String text() {
    requireBytes();
    return new String(file, start, length(), StandardCharsets.UTF_8);
  }

  /**
   * Numbers of a {@link #VARINT}, or of a {@link #BYTES} that is a packed list of them.
   *
   * @param most how many are read of a longer list
   */
  List<Long> varints(int most) {
    if (wire == VARINT) {
      return List.of(value);
    }
    ProtobufFields list = message();
    List<Long> values = new ArrayList<>();
    while (list.at < list.end && values.size() < most) {
      values.add(list.varint());
    }
    return values;
  }

  /** Of a {@link #FIXED32}, {@link #FIXED64} or {@link #BYTES}: its bytes, little-endian. */
  ByteBuffer bytes() {
    if (wire == VARINT) {
      throw malformed();
    }
    return ByteBuffer.wrap(file, start, length()).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private void requireBytes() {
    if (wire != BYTES) {
      throw malformed();
    }
  }

  private void skip(long length) {
    if (length > end - at) {
      throw malformed();
    }
    start = at;
    at += (int) length;
  }

  private long varint() {
    long read = 0;
    for (int i = 0; i < LONGEST_VARINT && at < end; i++) {
      byte next = file[at++];
      read |= (long) (next & 0x7f) << (7 * i);
      if (next >= 0) {
        return read;
      }
    }
    throw malformed();
  }

  private static ModelException malformed() {
    return new ModelException(
        "it must be an ONNX model; its bytes are not those of a protobuf message");
  }
}
