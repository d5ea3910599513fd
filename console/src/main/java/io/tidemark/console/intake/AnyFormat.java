package io.tidemark.console.intake;

import io.tidemark.schemas.registry.RegistrySettings;
import io.tidemark.schemas.wire.ConfluentFormat;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import io.tidemark.schemas.wire.WireFormat;
import java.time.Duration;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Tells the wire formats apart, record by record, and refuses values of more than {@link
 * #MOST_BYTES}, since an alert or a score takes a few kilobytes, and longer detectors, keys and ids
 * of alerts than the job writes. Throws a {@link io.tidemark.schemas.registry.RegistryException}
 * for a schema registry that is away: such a record is to be read again.
 */
public final class AnyFormat<T extends SpecificRecord> implements EventDecoder<T> {
  /** Bytes of the largest value that is decoded. */
  public static final int MOST_BYTES = 256 << 10;

  // Readers keep these for each detector, key and incident, and the job writes none longer.
  private static final int MOST_DETECTOR = 100;
  private static final int MOST_KEY = 1_024;
  private static final int MOST_ALERT_ID = 200;

  /** Whoever reads tries again by itself, and wants to be closed meanwhile. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final EventDecoder<T> avro;
  private final EventDecoder<T> json;
  private final EventDecoder<T> confluent;

  /**
   * @param registry null where there is none; then Confluent's wire format cannot be read
   */
  public AnyFormat(Class<T> type, @Nullable RegistrySettings registry) {
    this.avro = WireFormat.AVRO.decoder(type);
    this.json = WireFormat.JSON.decoder(type);
    this.confluent =
        registry == null
            ? AnyFormat::unreadable
            : new ConfluentFormat(registry.withPatience(PATIENCE)).decoder(type);
  }

  private static <T> T unreadable(byte @Nullable [] value) throws WireException {
    throw new WireException("in Confluent's wire format; name its --schema-registry");
  }

  @Override
  public T decode(byte @Nullable [] value) throws WireException {
    if (value == null || value.length == 0) {
      return avro.decode(value);
    }
    if (value.length > MOST_BYTES) {
      throw new WireException(
          value.length + " bytes; no more than " + MOST_BYTES + " are accepted");
    }
    T record =
        switch (value[0]) {
          case 0 -> confluent.decode(value);
          case '{' -> json.decode(value);
          default -> avro.decode(value);
        };
    requireShort(record, "detector", MOST_DETECTOR);
    requireShort(record, "key", MOST_KEY);
    requireShort(record, "alertId", MOST_ALERT_ID);
    return record;
  }

  private void requireShort(T record, String name, int most) throws WireException {
    Schema.Field field = record.getSchema().getField(name);
    if (field != null
        && record.get(field.pos()) instanceof CharSequence text
        && text.length() > most) {
      throw new WireException(
          name + " has " + text.length() + " characters; no more than " + most + " are accepted");
    }
  }
}
