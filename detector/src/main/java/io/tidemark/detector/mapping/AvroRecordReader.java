package io.tidemark.detector.mapping;

import io.tidemark.schemas.wire.AvroPayload;
import io.tidemark.schemas.wire.EpochUnit;
import io.tidemark.schemas.wire.WireException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.Decoder;
import org.jspecify.annotations.Nullable;

/**
 * Reads Avro by the writer's schema as it streams by, and skips what is not named. Fields are found
 * by their names, so that no schema of a reader's own is needed.
 */
final class AvroRecordReader implements RecordReader {
  private static final long MICROS_PER_DAY = 86_400_000_000L;
  private static final int LONGEST_DECIMAL = 64;

  private final PathNode root;
  private final AvroPayload payloads;

  AvroRecordReader(PathNode root, AvroPayload payloads) {
    this.root = root;
    this.payloads = payloads;
  }

  @Override
  public void read(byte[] record, RecordValues values) throws WireException {
    try {
      Schema writer = payloads.open(record);
      value(writer, payloads.decoder(), root, values);
      payloads.close();
    } catch (WireException wrong) {
      throw wrong;
    } catch (IOException | RuntimeException malformed) {
      String message = malformed.getMessage();
      throw new WireException(
          "not valid Avro: "
              + malformed.getClass().getSimpleName()
              + (message == null ? "" : ": " + message));
    } catch (StackOverflowError nested) {
      throw new WireException("not valid Avro: nested too deep");
    }
  }

  private static void value(Schema schema, Decoder in, PathNode node, RecordValues values)
      throws IOException {
    switch (schema.getType()) {
      case RECORD -> record(schema, in, node, values);
      case MAP -> map(schema, in, node, values);
      case ARRAY -> array(schema, in, node, values);
      case UNION -> value(branch(schema, in), in, node, values);
      default -> {
        if (node.slot() >= 0) {
          scalar(schema, in, node, values);
        } else {
          GenericDatumReader.skip(schema, in);
        }
      }
    }
  }

  private static Schema branch(Schema union, Decoder in) throws IOException {
    int index = in.readIndex();
    List<Schema> types = union.getTypes();
    if (index < 0 || index >= types.size()) {
      throw new WireException("not valid Avro: a union has no type " + index);
    }
    return types.get(index);
  }

  private static void record(Schema schema, Decoder in, PathNode node, RecordValues values)
      throws IOException {
    values.container(node);
    for (Schema.Field field : schema.getFields()) {
      named(field.name(), field.schema(), in, node, values);
    }
  }

  private static void map(Schema schema, Decoder in, PathNode node, RecordValues values)
      throws IOException {
    values.container(node);
    for (long block = in.readMapStart(); block > 0; block = in.mapNext()) {
      for (long i = 0; i < block; i++) {
        named(in.readString(), schema.getValueType(), in, node, values);
      }
    }
  }

  private static void named(
      String name, Schema schema, Decoder in, PathNode node, RecordValues values)
      throws IOException {
    PathNode child = node.field(name);
    if (child == null) {
      GenericDatumReader.skip(schema, in);
    } else {
      value(schema, in, child, values);
    }
  }

  private static void array(Schema schema, Decoder in, PathNode node, RecordValues values)
      throws IOException {
    values.container(node);
    Schema elements = schema.getElementType();
    int position = 0;
    for (long block = in.readArrayStart(); block > 0; block = in.arrayNext()) {
      for (long i = 0; i < block; i++) {
        PathNode element = node.element(position++);
        if (element == null) {
          GenericDatumReader.skip(elements, in);
        } else {
          values.beginElement(element);
          value(elements, in, element, values);
          values.endElement(element);
        }
      }
    }
  }

  private static void scalar(Schema schema, Decoder in, PathNode node, RecordValues values)
      throws IOException {
    LogicalType logical = schema.getLogicalType();
    switch (schema.getType()) {
      case NULL -> {
        in.readNull();
        values.nothing(node);
      }
      case BOOLEAN -> values.bool(node, in.readBoolean());
      case INT -> whole(in.readInt(), logical, node, values);
      case LONG -> whole(in.readLong(), logical, node, values);
      case FLOAT -> values.number(node, in.readFloat());
      case DOUBLE -> values.number(node, in.readDouble());
      case STRING -> values.text(node, in.readString());
      case ENUM -> symbol(schema, in.readEnum(), node, values);
      case BYTES -> bytes(array(in.readBytes(null)), logical, node, values);
      case FIXED -> {
        byte[] fixed = new byte[schema.getFixedSize()];
        in.readFixed(fixed);
        bytes(fixed, logical, node, values);
      }
      default -> throw new IllegalStateException("no scalar: " + schema.getType());
    }
  }

  private static void whole(
      long number, @Nullable LogicalType logical, PathNode node, RecordValues values) {
    EpochUnit unit = EpochUnit.of(logical);
    if (unit != null) {
      values.time(node, unit.micros(number));
    } else if (logical instanceof LogicalTypes.Date) {
      values.time(node, Math.multiplyExact(number, MICROS_PER_DAY));
    } else {
      values.number(node, number);
    }
  }

  private static void symbol(Schema schema, int index, PathNode node, RecordValues values)
      throws WireException {
    List<String> symbols = schema.getEnumSymbols();
    if (index < 0 || index >= symbols.size()) {
      throw new WireException("not valid Avro: " + schema.getName() + " has no symbol " + index);
    }
    values.text(node, symbols.get(index));
  }

  private static byte[] array(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static void bytes(
      byte[] bytes, @Nullable LogicalType logical, PathNode node, RecordValues values)
      throws WireException {
    if (logical instanceof LogicalTypes.Decimal decimal) {
      if (bytes.length == 0 || bytes.length > LONGEST_DECIMAL) {
        throw new WireException("not valid Avro: a decimal of " + bytes.length + " bytes");
      }
      values.number(node, new BigDecimal(new BigInteger(bytes), decimal.getScale()).doubleValue());
    } else {
      values.bytes(node, bytes);
    }
  }
}
