package io.tidemark.schemas.wire;

import io.tidemark.schemas.registry.RegistryClient;
import io.tidemark.schemas.registry.RegistrySettings;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Confluent's wire format: a zero byte, the id of the writer's schema in a registry as four bytes,
 * big endian, then Avro's binary encoding. A payload of any writer is read whose schema Avro can
 * resolve to the current one.
 *
 * <p>Decoders and encoders wait for a registry that is away, up to its patience, and then throw a
 * {@link io.tidemark.schemas.registry.RegistryException}: no payload is at fault. An encoder asks
 * for its schema's id, under the subject {@code TOPIC-value}, when it is made.
 *
 * @param registry where schemas are
 * @see <a
 *     href="https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format">Wire
 *     format</a>
 */
public record ConfluentFormat(RegistrySettings registry) implements RecordFormat {
  private static final long serialVersionUID = 1L;

  static final byte MAGIC = 0;
  static final int HEADER = 5;

  @Override
  public <T extends SpecificRecord> EventDecoder<T> decoder(Class<T> type, TimeFormat times) {
    return new AvroDecoder<>(type, new RegisteredSchemas(new RegistryClient(registry)), times);
  }

  @Override
  public <T extends SpecificRecord> EventEncoder<T> encoder(Class<T> type, String topic) {
    byte[] header = ByteBuffer.allocate(HEADER).put(MAGIC).putInt(register(type, topic)).array();
    return new AvroEncoder<>(type, header);
  }

  /**
   * Sees to it that the registry has the schema of what goes to a topic.
   *
   * @return its id
   */
  public <T extends SpecificRecord> int register(Class<T> type, String topic) {
    Schema schema = SpecificData.getForClass(type).getSchema(type);
    return new RegistryClient(registry).id(topic + "-value", schema);
  }

  /** In words, without secrets. */
  @Override
  public String toString() {
    return FormatName.AVRO_CONFLUENT + " with " + registry.url();
  }
}
