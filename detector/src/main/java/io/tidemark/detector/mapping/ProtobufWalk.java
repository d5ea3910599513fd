package io.tidemark.detector.mapping;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import io.tidemark.schemas.wire.WireException;
import java.io.IOException;

/** Reads one Protobuf message as it streams by, and skips what is not named. */
final class ProtobufWalk {
  private static final String WELL_KNOWN = "google.protobuf.";
  private static final int[] NO_LISTS = {};

  /** Bits of a tag that say how the field is sent. */
  private static final int TAG_SHIFT = 3;

  private final RecordValues values;

  ProtobufWalk(RecordValues values) {
    this.values = values;
  }

  void message(CodedInputStream in, ProtobufNode node) throws IOException {
    values.container(node.path());
    int[] positions = node.lists() == 0 ? NO_LISTS : new int[node.lists()];
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      ProtobufNode.Field field = node.field(WireFormat.getTagFieldNumber(tag));
      if (field == null || !fits(field.descriptor(), tag)) {
        in.skipField(tag);
      } else if (field.descriptor().isMapField()) {
        entry(in, field);
      } else if (field.list() >= 0) {
        elements(in, tag, field, positions);
      } else {
        value(in, field, field.path());
      }
    }
    for (ProtobufNode.Field field : node.defaults()) {
      if (values.isAbsent(field.path())) {
        implied(field);
      }
    }
  }

  /** Whether the field was sent as it is declared; a list of numbers may be packed. */
  private static boolean fits(FieldDescriptor field, int tag) {
    int sent = WireFormat.getTagWireType(tag);
    return sent == field.getLiteType().getWireType() || (isPacked(sent) && field.isPackable());
  }

  private static boolean isPacked(int wireType) {
    return wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  private void elements(CodedInputStream in, int tag, ProtobufNode.Field field, int[] positions)
      throws IOException {
    if (!field.descriptor().isPackable() || !isPacked(WireFormat.getTagWireType(tag))) {
      element(in, field, positions);
      return;
    }
    int limit = in.pushLimit(in.readRawVarint32());
    while (in.getBytesUntilLimit() > 0) {
      element(in, field, positions);
    }
    in.popLimit(limit);
  }

  private void element(CodedInputStream in, ProtobufNode.Field field, int[] positions)
      throws IOException {
    values.container(field.path());
    PathNode element = field.path().element(positions[field.list()]++);
    if (element == null) {
      skip(in, field.descriptor());
    } else {
      values.beginElement(element);
      value(in, field, element);
      values.endElement(element);
    }
  }

  /** An entry of a map: a message of key and value, which may come in any order. */
  private void entry(CodedInputStream in, ProtobufNode.Field field) throws IOException {
    values.container(field.path());
    byte[] entry = in.readByteArray();
    FieldDescriptor keyField = field.descriptor().getMessageType().findFieldByNumber(1);
    FieldDescriptor valueField = field.descriptor().getMessageType().findFieldByNumber(2);
    Object key = keyField.getDefaultValue();
    CodedInputStream keys = CodedInputStream.newInstance(entry);
    for (int tag = keys.readTag(); tag != 0; tag = keys.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 1 && fits(keyField, tag)) {
        key = scalar(keys, keyField);
      } else {
        keys.skipField(tag);
      }
    }
    PathNode place = field.path().field(String.valueOf(key));
    if (place == null) {
      return;
    }
    ProtobufNode.Field value = new ProtobufNode.Field(valueField, place, -1, field.messages());
    CodedInputStream found = CodedInputStream.newInstance(entry);
    boolean any = false;
    for (int tag = found.readTag(); tag != 0; tag = found.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 2 && fits(valueField, tag)) {
        value(found, value, place);
        any = true;
      } else {
        found.skipField(tag);
      }
    }
    if (!any && valueField.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      put(place, valueField.getDefaultValue());
    }
  }

  private void value(CodedInputStream in, ProtobufNode.Field field, PathNode place)
      throws IOException {
    FieldDescriptor descriptor = field.descriptor();
    if (descriptor.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      if (place.slot() >= 0) {
        put(place, scalar(in, descriptor));
      } else {
        skip(in, descriptor);
      }
      return;
    }
    int limit = in.pushLimit(in.readRawVarint32());
    String type = descriptor.getMessageType().getFullName();
    if (type.startsWith(WELL_KNOWN) && place.slot() >= 0 && !place.leadsOn()) {
      wellKnown(in, descriptor, place);
    } else {
      ProtobufNode message = field.messages().get(place);
      if (message == null) {
        in.skipMessage();
      } else {
        message(in, message);
      }
    }
    in.checkLastTagWas(0);
    in.popLimit(limit);
  }

  /** Timestamps, durations, and values in messages of their own so that they can be absent. */
  private void wellKnown(CodedInputStream in, FieldDescriptor field, PathNode place)
      throws IOException {
    String type = field.getMessageType().getFullName().substring(WELL_KNOWN.length());
    boolean time = type.equals("Timestamp");
    if (time || type.equals("Duration")) {
      long seconds = 0;
      int nanos = 0;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case 8 -> seconds = in.readInt64();
          case 16 -> nanos = in.readInt32();
          default -> in.skipField(tag);
        }
      }
      if (time) {
        values.time(place, micros(seconds, nanos));
      } else {
        values.number(place, seconds + nanos / 1e9);
      }
      return;
    }
    FieldDescriptor wrapped =
        type.endsWith("Value") ? field.getMessageType().findFieldByNumber(1) : null;
    if (wrapped == null || wrapped.isRepeated() || !type.matches("[A-Z][A-Za-z0-9]+Value")) {
      in.skipMessage();
      values.container(place);
      return;
    }
    put(place, wrapped.getDefaultValue());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 1 && fits(wrapped, tag)) {
        put(place, scalar(in, wrapped));
      } else {
        in.skipField(tag);
      }
    }
  }

  private static long micros(long seconds, int nanos) throws WireException {
    try {
      return Math.addExact(
          Math.multiplyExact(seconds, 1_000_000L), Math.floorDiv((long) nanos, 1_000L));
    } catch (ArithmeticException large) {
      throw new WireException("not valid Protobuf: a timestamp of " + seconds + " seconds");
    }
  }

  private void implied(ProtobufNode.Field field) {
    if (field.path().slot() >= 0) {
      put(field.path(), field.descriptor().getDefaultValue());
    }
  }

  private void put(PathNode place, Object value) {
    if (value instanceof Boolean truth) {
      values.bool(place, truth);
    } else if (value instanceof Double || value instanceof Float) {
      values.number(place, ((Number) value).doubleValue());
    } else if (value instanceof Number number) {
      values.number(place, number.longValue());
    } else if (value instanceof EnumValueDescriptor symbol) {
      values.text(place, symbol.getName());
    } else if (value instanceof ByteString bytes) {
      values.bytes(place, bytes.toByteArray());
    } else {
      values.text(place, value.toString());
    }
  }

  private static Object scalar(CodedInputStream in, FieldDescriptor field) throws IOException {
    return switch (field.getType()) {
      case DOUBLE -> in.readDouble();
      case FLOAT -> in.readFloat();
      case INT64 -> in.readInt64();
      case UINT64 -> in.readUInt64();
      case INT32 -> in.readInt32();
      case FIXED64 -> in.readFixed64();
      case FIXED32 -> Integer.toUnsignedLong(in.readFixed32());
      case BOOL -> in.readBool();
      case STRING -> in.readStringRequireUtf8();
      case BYTES -> in.readBytes();
      case UINT32 -> Integer.toUnsignedLong(in.readUInt32());
      case ENUM -> symbol(field, in.readEnum());
      case SFIXED32 -> in.readSFixed32();
      case SFIXED64 -> in.readSFixed64();
      case SINT32 -> in.readSInt32();
      case SINT64 -> in.readSInt64();
      case GROUP, MESSAGE -> throw new IllegalStateException("no scalar: " + field);
    };
  }

  /** A number that the schema does not know yet stands for itself. */
  private static Object symbol(FieldDescriptor field, int number) {
    EnumValueDescriptor known = field.getEnumType().findValueByNumber(number);
    return known == null ? Integer.toString(number) : known;
  }

  private static void skip(CodedInputStream in, FieldDescriptor field) throws IOException {
    in.skipField(field.getNumber() << TAG_SHIFT | field.getLiteType().getWireType());
  }
}
