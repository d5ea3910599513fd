package io.tidemark.schemas.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a record's value looks like, by its first bytes. */
public enum PayloadFormat {
  TOMBSTONE("no value"),
  JSON("JSON"),
  CONFLUENT("Confluent's header: Avro, Protobuf or JSON with a schema registry"),
  SINGLE_OBJECT("Avro, as single objects"),
  TEXT("text: plain values or CSV"),
  BINARY("binary without a header: Avro or Protobuf of one schema");

  private static final int CONFLUENT_MAGIC = 0;
  private static final int CONFLUENT_HEADER = 5;
  private static final int SINGLE_OBJECT_MAGIC = 0xC301;

  private final String words;

  PayloadFormat(String words) {
    this.words = words;
  }

  /** The same for people. */
  public String words() {
    return words;
  }

  /**
   * Looks at a value.
   *
   * @param value null for a tombstone
   */
  public static PayloadFormat of(byte @Nullable [] value) {
    if (value == null) {
      return TOMBSTONE;
    }
    if (value.length > CONFLUENT_HEADER && value[0] == CONFLUENT_MAGIC) {
      return CONFLUENT;
    }
    if (value.length > 10 && ByteBuffer.wrap(value).getChar() == SINGLE_OBJECT_MAGIC) {
      return SINGLE_OBJECT;
    }
    String text = text(value);
    if (text == null) {
      return BINARY;
    }
    String start = text.stripLeading();
    return start.startsWith("{") || start.startsWith("[") ? JSON : TEXT;
  }

  /** The value as text; null where it is none. */
  public static @Nullable String text(byte[] value) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
      return text.chars().allMatch(PayloadFormat::isPrintable) ? text : null;
    } catch (CharacterCodingException binary) {
      return null;
    }
  }

  private static boolean isPrintable(int c) {
    return c >= ' ' && c != 0x7f || c == '\t' || c == '\n' || c == '\r';
  }

  /** The registry's id of the schema that a value in Confluent's format is written with. */
  public static int schemaId(byte[] value) {
    return ByteBuffer.wrap(value).getInt(1);
  }
}
