package io.tidemark.detector.mapping;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import io.tidemark.schemas.registry.RegistryClient;
import io.tidemark.schemas.registry.UnknownSchemaException;
import io.tidemark.schemas.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads Protobuf behind Confluent's header: a zero byte, the id of the schema, and which message of
 * its file the record is, as the numbers of the messages on the way to it.
 *
 * @see <a
 *     href="https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format">Wire
 *     format</a>
 */
final class ConfluentProtobufReader implements RecordReader {
  private static final int HEADER = 5;
  private static final int DEEPEST = 32;

  /** Readers that are kept; a producer may name a new message in each record. */
  private static final int MOST_READERS = 64;

  private final PathNode root;
  private final RegisteredProtobuf schemas;
  private final @Nullable String message;
  private final Map<Name, Reader> readers = new LinkedHashMap<>(16, 0.75f, true);

  private record Name(int schema, List<Integer> indexes) {}

  /** Of a message; null where it is not the one that the definition reads. */
  private record Reader(@Nullable ProtobufRecordReader records) {}

  /**
   * @param message full name of the message that is read, others being passed over; null: any
   */
  ConfluentProtobufReader(PathNode root, RegistryClient registry, @Nullable String message) {
    this.root = root;
    schemas = new RegisteredProtobuf(registry);
    this.message = message;
  }

  @Override
  public void read(byte[] record, RecordValues values) throws WireException {
    int schema = schema(record);
    CodedInputStream in = CodedInputStream.newInstance(record, HEADER, record.length - HEADER);
    Reader reader = reader(new Name(schema, indexes(in)));
    if (reader.records() != null) {
      reader.records().read(in, values);
    }
  }

  private static List<Integer> indexes(CodedInputStream in) throws WireException {
    try {
      int number = in.readSInt32();
      if (number == 0) {
        return List.of(0);
      }
      if (number < 0 || number > DEEPEST) {
        throw new WireException("names a message by " + number + " steps");
      }
      List<Integer> indexes = new ArrayList<>();
      for (int i = 0; i < number; i++) {
        indexes.add(in.readSInt32());
      }
      return indexes;
    } catch (WireException wrong) {
      throw wrong;
    } catch (IOException cut) {
      throw new WireException("ends within the header of Confluent's wire format");
    }
  }

  /**
   * The message that a record is.
   *
   * @param in stands behind the header afterwards
   */
  static Descriptor message(RegisteredProtobuf schemas, byte[] record, CodedInputStream in)
      throws WireException {
    int schema = schema(record);
    try {
      in.skipRawBytes(HEADER);
    } catch (IOException cut) {
      throw new WireException("ends within the header of Confluent's wire format");
    }
    return type(schemas, new Name(schema, indexes(in)));
  }

  private static int schema(byte[] record) throws WireException {
    if (record.length <= HEADER || record[0] != 0) {
      throw new WireException("does not start with the 00 and the id of Confluent's wire format");
    }
    return ByteBuffer.wrap(record).getInt(1);
  }

  private static Descriptor type(RegisteredProtobuf schemas, Name name) throws WireException {
    try {
      Descriptor type = ProtobufTypes.find(schemas.messages(name.schema()), name.indexes());
      if (type == null) {
        throw new WireException("schema id " + name.schema() + " has no message " + name.indexes());
      }
      return type;
    } catch (UnknownSchemaException unknown) {
      throw new WireException(String.valueOf(unknown.getMessage()));
    }
  }

  private Reader reader(Name name) throws WireException {
    Reader known = readers.get(name);
    if (known != null) {
      return known;
    }
    Descriptor type = type(schemas, name);
    boolean wanted = message == null || message.equals(type.getFullName());
    Reader reader = new Reader(wanted ? new ProtobufRecordReader(root, type) : null);
    readers.put(name, reader);
    if (readers.size() > MOST_READERS) {
      var longestUnused = readers.keySet().iterator();
      longestUnused.next();
      longestUnused.remove();
    }
    return reader;
  }
}
