package io.tidemark.schemas.registry;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * What a writer's schema may be. A producer chooses it, through the id in its records, so it must
 * not be able to hold up the reader.
 *
 * <p>Avro writes a record out wherever it stands as a field's own type, also where it takes no
 * bytes: record types that use each other twice double at each step, and thirty short definitions
 * around a null keep it busy for hours. What stands behind a union, an array or a map is written
 * out once.
 */
public final class SchemaLimits {
  /** Types, fields and symbols of enums, as many as Avro writes out. */
  public static final int MOST_SYMBOLS = 1_000;

  /** Characters of a Protobuf schema and all that it imports: it is parsed before it is counted. */
  static final int MOST_PROTOBUF_TEXT = 500_000;

  /** A record that is within itself with nothing to end it: no value has such a type. */
  private static final long ENDLESS = Integer.MAX_VALUE;

  /** The same of a schema in a detector's definition. */
  private static final int MOST_OWN_SYMBOLS = 100_000;

  private final Map<Schema, Long> records = new IdentityHashMap<>();
  private final Set<Schema> known = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Schema> open = new ArrayDeque<>();

  private final int most;

  private SchemaLimits(int most) {
    this.most = most;
  }

  /** Whether a schema of one's own can be read in reasonable time. */
  public static boolean isReasonable(Schema own) {
    return new SchemaLimits(MOST_OWN_SYMBOLS).symbols(own) <= MOST_OWN_SYMBOLS;
  }

  /**
   * Checks a schema.
   *
   * @throws UnknownSchemaException with one line that says what is wrong
   */
  static void check(int id, Schema schema) throws UnknownSchemaException {
    if (new SchemaLimits(MOST_SYMBOLS).symbols(schema) > MOST_SYMBOLS) {
      throw new UnknownSchemaException(
          "schema id "
              + id
              + " has more than "
              + MOST_SYMBOLS
              + " types, fields and symbols in all");
    }
  }

  /**
   * Checks how long the texts of a Protobuf schema are.
   *
   * @throws UnknownSchemaException with one line that says what is wrong
   */
  static void checkLength(int id, int characters) throws UnknownSchemaException {
    if (characters > MOST_PROTOBUF_TEXT) {
      throw new UnknownSchemaException(
          "schema id %d has %,d characters with what it imports; it may have %,d"
              .formatted(id, characters, MOST_PROTOBUF_TEXT));
    }
  }

  private long symbols(Schema schema) {
    long sum = behind(schema);
    while (!open.isEmpty() && sum <= most) {
      sum += writtenOut(open.remove());
    }
    return sum;
  }

  /** Of a type behind a union, an array or a map: it is written out once, apart from this place. */
  private long behind(Schema type) {
    return switch (type.getType()) {
      case RECORD, UNION, ARRAY, MAP -> {
        if (known.add(type)) {
          open.add(type);
        }
        yield 1;
      }
      default -> writtenOut(type);
    };
  }

  private long writtenOut(Schema type) {
    return switch (type.getType()) {
      case RECORD -> record(type);
      case UNION -> 1 + type.getTypes().stream().mapToLong(this::behind).sum();
      case ARRAY -> 1 + behind(type.getElementType());
      case MAP -> 1 + behind(type.getValueType());
      case ENUM -> type.getEnumSymbols().size();
      default -> 1;
    };
  }

  private long record(Schema record) {
    Long size = records.putIfAbsent(record, ENDLESS);
    if (size != null) {
      return size;
    }
    long sum = 1;
    for (Schema.Field field : record.getFields()) {
      sum = Math.min(sum + writtenOut(field.schema()), ENDLESS);
    }
    records.put(record, sum);
    return sum;
  }
}
