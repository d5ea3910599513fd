package io.tidemark.detector.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.tidemark.schemas.registry.RegistryClient;
import io.tidemark.schemas.wire.WireException;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;

/** Records of Protobuf as trees; a field that was not sent because it is the default is there. */
final class ProtobufTree implements RecordTree {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String WELL_KNOWN = "google.protobuf.";

  private final Messages messages;

  /** Finds the message that a record is. */
  private interface Messages {
    Descriptor of(byte[] record, CodedInputStream in) throws WireException;
  }

  private ProtobufTree(Messages messages) {
    this.messages = messages;
  }

  static ProtobufTree of(Descriptor message) {
    return new ProtobufTree((record, in) -> message);
  }

  static ProtobufTree confluent(RegistryClient registry) {
    RegisteredProtobuf schemas = new RegisteredProtobuf(registry);
    return new ProtobufTree((record, in) -> ConfluentProtobufReader.message(schemas, record, in));
  }

  @Override
  public JsonNode read(byte[] value) throws WireException {
    CodedInputStream in = CodedInputStream.newInstance(value);
    Descriptor message = messages.of(value, in);
    try {
      return tree(DynamicMessage.parseFrom(message, in));
    } catch (IOException | RuntimeException malformed) {
      throw new WireException("not valid Protobuf: " + malformed.getMessage());
    }
  }

  private static JsonNode tree(Message message) {
    String type = message.getDescriptorForType().getFullName();
    if (type.startsWith(WELL_KNOWN)) {
      return wellKnown(type.substring(WELL_KNOWN.length()), message);
    }
    ObjectNode fields = NODES.objectNode();
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.isMapField()) {
        fields.set(field.getName(), map((Collection<?>) message.getField(field)));
      } else if (field.isRepeated()) {
        ArrayNode elements = fields.putArray(field.getName());
        ((Collection<?>) message.getField(field)).forEach(element -> elements.add(scalar(element)));
      } else if (!field.hasPresence() || message.hasField(field)) {
        fields.set(field.getName(), scalar(message.getField(field)));
      }
    }
    return fields;
  }

  private static ObjectNode map(Collection<?> entries) {
    ObjectNode map = NODES.objectNode();
    for (Object entry : entries) {
      Message message = (Message) entry;
      Descriptor type = message.getDescriptorForType();
      String key = String.valueOf(message.getField(type.findFieldByNumber(1)));
      map.set(key, scalar(message.getField(type.findFieldByNumber(2))));
    }
    return map;
  }

  private static JsonNode wellKnown(String type, Message message) {
    Descriptor descriptor = message.getDescriptorForType();
    FieldDescriptor first = descriptor.findFieldByNumber(1);
    if (type.equals("Timestamp") || type.equals("Duration")) {
      long seconds = (Long) message.getField(first);
      int nanos = (Integer) message.getField(descriptor.findFieldByNumber(2));
      return type.equals("Timestamp")
          ? NODES.pojoNode(Instant.ofEpochSecond(seconds, nanos))
          : NODES.numberNode(seconds + nanos / 1e9);
    }
    return type.endsWith("Value") && first != null && !first.isRepeated()
        ? scalar(message.getField(first))
        : NODES.missingNode();
  }

  private static JsonNode scalar(Object value) {
    if (value instanceof Message message) {
      return tree(message);
    }
    if (value instanceof EnumValueDescriptor symbol) {
      return NODES.textNode(symbol.getName());
    }
    if (value instanceof Boolean flag) {
      return NODES.booleanNode(flag);
    }
    if (value instanceof Integer || value instanceof Long) {
      return NODES.numberNode(((Number) value).longValue());
    }
    if (value instanceof Number number) {
      return NODES.numberNode(number.doubleValue());
    }
    return value instanceof String text ? NODES.textNode(text) : NODES.missingNode();
  }
}
