package io.tidemark.export.proposal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.detector.definition.CsvColumns;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.EventEncoding;
import io.tidemark.detector.definition.EventFormat;
import io.tidemark.detector.mapping.JobFormats;
import io.tidemark.detector.mapping.RecordTree;
import io.tidemark.detector.mapping.TopicRecord;
import io.tidemark.schemas.wire.PayloadFormat;
import io.tidemark.schemas.wire.WireException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the records of a topic are written.
 *
 * @param encoding for readers of records
 * @param events the same as fields of a definition
 */
record Encoding(EventEncoding encoding, ObjectNode events) {
  private static final int LOOKED_AT = 200;
  private static final String DELIMITERS = ",;\t|";

  /**
   * Tells it by the bytes of the records.
   *
   * @throws DefinitionException when it cannot be told
   */
  static Encoding of(List<TopicRecord> records, JobFormats formats) {
    List<byte[]> values =
        records.stream().map(TopicRecord::value).filter(Objects::nonNull).limit(LOOKED_AT).toList();
    if (values.isEmpty()) {
      throw new DefinitionException(
          "--topic: holds no record with a value, so there is nothing to propose a definition"
              + " from");
    }
    if (most(values, value -> PayloadFormat.of(value) == PayloadFormat.CONFLUENT)) {
      return confluent(values, formats);
    }
    if (!most(values, value -> PayloadFormat.text(value) != null)) {
      throw new DefinitionException(
          "--topic: its records are binary without a registry's header; write the definition by"
              + " hand with events.schema or events.descriptor (docs/connect-your-topic.md)");
    }
    if (most(values, value -> PayloadFormat.of(value) == PayloadFormat.JSON)) {
      return of(EventFormat.JSON, null);
    }
    CsvColumns columns = columns(values);
    return columns == null ? of(EventFormat.TEXT, null) : of(EventFormat.CSV, columns);
  }

  private interface Test {
    boolean holds(byte[] value);
  }

  private static boolean most(List<byte[]> values, Test test) {
    return values.stream().filter(test::holds).count() > 0.9 * values.size();
  }

  private static Encoding of(EventFormat format, @Nullable CsvColumns columns) {
    ObjectNode events = JsonNodeFactory.instance.objectNode();
    events.put("format", format.toString());
    if (columns != null) {
      events.putObject("csv").put("delimiter", String.valueOf(columns.delimiter()));
    }
    return new Encoding(new EventEncoding(format, null, null, columns), events);
  }

  private static Encoding confluent(List<byte[]> values, JobFormats formats) {
    if (formats.registry() == null) {
      throw new DefinitionException(
          "--schema-registry: is missing; the records of the topic have the header of one");
    }
    String reason = "";
    for (EventFormat format : List.of(EventFormat.AVRO_CONFLUENT, EventFormat.PROTOBUF_CONFLUENT)) {
      Encoding encoding = of(format, null);
      RecordTree tree = RecordTree.of(encoding.encoding(), formats);
      for (byte[] value : values) {
        try {
          tree.read(value);
          return encoding;
        } catch (WireException wrong) {
          reason = String.valueOf(wrong.getMessage());
        }
      }
    }
    throw new DefinitionException(
        "--topic: its records have the header of a schema registry, but are neither Avro nor"
            + " Protobuf by it: "
            + reason);
  }

  /** The delimiter that gives all lines the same number of columns; null where none does. */
  private static @Nullable CsvColumns columns(List<byte[]> values) {
    for (char delimiter : DELIMITERS.toCharArray()) {
      long columns = count(values.get(0), delimiter);
      if (columns > 0 && most(values, value -> count(value, delimiter) == columns)) {
        return new CsvColumns(List.of(), delimiter);
      }
    }
    return null;
  }

  private static long count(byte[] value, char delimiter) {
    return String.valueOf(PayloadFormat.text(value)).chars().filter(c -> c == delimiter).count();
  }
}
