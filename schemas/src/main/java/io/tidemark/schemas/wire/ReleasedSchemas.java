package io.tidemark.schemas.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * Every version of a record's schema that was ever released, so that payloads outlive the version
 * that wrote them. Version n of record R lies in the resource {@code
 * /io/tidemark/schemas/released/R.vn.avsc}.
 */
final class ReleasedSchemas {
  private static final String FOLDER = "/io/tidemark/schemas/released/";

  private ReleasedSchemas() {}

  /** Writer schemas by CRC-64-AVRO fingerprint: all released versions and {@code current}. */
  static Map<Long, Schema> byFingerprint(Schema current) {
    Map<Long, Schema> schemas = new HashMap<>();
    versions(current.getName()).forEach(schema -> schemas.put(fingerprint(schema), schema));
    schemas.put(fingerprint(current), current);
    return schemas;
  }

  static long fingerprint(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema);
  }

  /** The released versions of the record {@code name}, oldest first. */
  static List<Schema> versions(String name) {
    List<Schema> versions = new ArrayList<>();
    while (true) {
      String resource = FOLDER + name + ".v" + (versions.size() + 1) + ".avsc";
      try (InputStream in = ReleasedSchemas.class.getResourceAsStream(resource)) {
        if (in == null) {
          return versions;
        }
        versions.add(new Schema.Parser().parse(in));
      } catch (IOException unreadable) {
        throw new UncheckedIOException(resource, unreadable);
      }
    }
  }
}
