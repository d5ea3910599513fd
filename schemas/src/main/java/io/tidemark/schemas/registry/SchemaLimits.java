package io.tidemark.schemas.registry;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * What a writer's schema may be. A producer chooses it, through the id in its records, so it must
 * not be able to harm the reader. Avro writes out a record type wherever it is used: types that use
 * each other twice double at each step, and thirty short definitions make a billion symbols. A
 * record that contains itself unconditionally has no finite value, and Avro reads it until the
 * memory ends.
 */
final class SchemaLimits {
  /** Types and fields after each type is written out wherever it is used. */
  static final int MOST_SYMBOLS = 10_000;

  private final Map<Schema, Long> symbols = new IdentityHashMap<>();
  private final Set<Schema> within = identitySet();
  private final Set<Schema> finite = identitySet();

  private SchemaLimits() {}

  private static Set<Schema> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  /**
   * Checks a schema.
   *
   * @throws UnknownSchemaException with one line that says what is wrong
   */
  static void check(int id, Schema schema) throws UnknownSchemaException {
    SchemaLimits limits = new SchemaLimits();
    if (limits.symbols(schema) > MOST_SYMBOLS) {
      throw new UnknownSchemaException(
          "schema id " + id + " has more than " + MOST_SYMBOLS + " types and fields in all");
    }
    if (limits.symbols.keySet().stream().anyMatch(limits::isEndless)) {
      throw new UnknownSchemaException(
          "schema id " + id + " has a record that always contains itself");
    }
  }

  /** A type within itself counts as one. */
  private long symbols(Schema schema) {
    Long known = symbols.putIfAbsent(schema, 1L);
    if (known != null) {
      return known;
    }
    long sum = 1;
    for (Schema part : parts(schema)) {
      sum = Math.min(sum + symbols(part), Integer.MAX_VALUE);
    }
    symbols.put(schema, sum);
    return sum;
  }

  private static List<Schema> parts(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> fields(schema);
      case UNION -> schema.getTypes();
      case ARRAY -> List.of(schema.getElementType());
      case MAP -> List.of(schema.getValueType());
      default -> List.of();
    };
  }

  private static List<Schema> fields(Schema record) {
    return record.getFields().stream().map(Schema.Field::schema).toList();
  }

  /** Arrays and maps may be empty; a union may have another branch. */
  private boolean isEndless(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> isEndlessRecord(schema);
      case UNION -> schema.getTypes().stream().allMatch(this::isEndless);
      default -> false;
    };
  }

  private boolean isEndlessRecord(Schema record) {
    if (finite.contains(record)) {
      return false;
    }
    if (!within.add(record)) {
      return true;
    }
    boolean endless = fields(record).stream().anyMatch(this::isEndless);
    within.remove(record);
    if (!endless) {
      finite.add(record);
    }
    return endless;
  }
}
