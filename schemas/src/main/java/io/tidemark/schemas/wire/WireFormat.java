package io.tidemark.schemas.wire;

import java.util.Locale;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** The formats that need nobody's help: no registry, no topic. */
public enum WireFormat implements RecordFormat {
  /**
   * Avro single-object encoding: the marker {@code C3 01}, the CRC-64-AVRO fingerprint of the
   * writer's schema, little endian, then the binary encoding.
   *
   * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#single-object-encoding">Avro
   *     specification</a>
   */
  AVRO {
    @Override
    public <T extends SpecificRecord> EventDecoder<T> decoder(Class<T> type, TimeFormat times) {
      return new AvroDecoder<>(
          type, new KnownSchemas(SpecificData.getForClass(type).getSchema(type)), times);
    }

    @Override
    public <T extends SpecificRecord> EventEncoder<T> encoder(Class<T> type) {
      return new AvroEncoder<>(
          type, KnownSchemas.header(SpecificData.getForClass(type).getSchema(type)));
    }
  },

  /**
   * JSON as a person writes it, UTF-8: optional fields are plain values, null or absent; times are
   * ISO-8601 text, or numbers where a {@link TimeFormat} says what they count; bytes are Base64;
   * NaN and infinities are the texts {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}; a
   * null in a map counts as absent. An unknown field is an error.
   */
  JSON {
    @Override
    public <T extends SpecificRecord> EventDecoder<T> decoder(Class<T> type, TimeFormat times) {
      return new JsonDecoder<>(type, times);
    }

    @Override
    public <T extends SpecificRecord> EventEncoder<T> encoder(Class<T> type) {
      return new JsonEncoder<>(type);
    }
  };

  /** A new encoder of records of {@code type}, which is a generated class. */
  public abstract <T extends SpecificRecord> EventEncoder<T> encoder(Class<T> type);

  @Override
  public <T extends SpecificRecord> EventEncoder<T> encoder(Class<T> type, String topic) {
    return encoder(type);
  }

  /** The name in configurations. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
