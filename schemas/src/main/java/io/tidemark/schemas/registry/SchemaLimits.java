package io.tidemark.schemas.registry;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * What a writer's schema may be. A producer chooses it, through the id in its records, so it must
 * not be able to hold up the reader. Avro visits each type wherever it is used, also where it takes
 * no bytes: record types that use each other twice double at each step, and thirty short
 * definitions around a null keep it busy for hours.
 */
final class SchemaLimits {
  /** Types, fields and symbols of enums, each counted wherever it is used. */
  static final int MOST_SYMBOLS = 1_000;

  private final Map<Schema, Long> symbols = new IdentityHashMap<>();

  private SchemaLimits() {}

  /**
   * Checks a schema.
   *
   * @throws UnknownSchemaException with one line that says what is wrong
   */
  static void check(int id, Schema schema) throws UnknownSchemaException {
    if (new SchemaLimits().symbols(schema) > MOST_SYMBOLS) {
      throw new UnknownSchemaException(
          "schema id "
              + id
              + " has more than "
              + MOST_SYMBOLS
              + " types, fields and symbols in all");
    }
  }

  /** A type within itself counts as one. */
  private long symbols(Schema schema) {
    Long known = symbols.putIfAbsent(schema, 1L);
    if (known != null) {
      return known;
    }
    long sum = schema.getType() == Schema.Type.ENUM ? schema.getEnumSymbols().size() : 1;
    for (Schema part : parts(schema)) {
      sum = Math.min(sum + symbols(part), Integer.MAX_VALUE);
    }
    symbols.put(schema, sum);
    return sum;
  }

  private static List<Schema> parts(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> schema.getFields().stream().map(Schema.Field::schema).toList();
      case UNION -> schema.getTypes();
      case ARRAY -> List.of(schema.getElementType());
      case MAP -> List.of(schema.getValueType());
      default -> List.of();
    };
  }
}
