package io.tidemark.schemas.wire;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Reads Avro's binary encoding behind a header that names the writer's schema. */
final class AvroDecoder<T extends SpecificRecord> implements EventDecoder<T> {
  /** Writers whose readers are kept; a producer may name a new one in each record. */
  static final int MOST_READERS = 64;

  private final Class<T> type;
  private final Schema current;
  private final SpecificData model;
  private final WriterSchemas writers;
  private final TimeFormat times;
  private final Map<Long, Reader<T>> readers = new LinkedHashMap<>(16, 0.75f, true);
  private final BoundedDecoder in = new BoundedDecoder();

  /**
   * @param times what a long counts that a writer's schema gives no logical type
   */
  AvroDecoder(Class<T> type, WriterSchemas writers, TimeFormat times) {
    TrustedRecords.register();
    this.type = type;
    this.model = SpecificData.getForClass(type);
    this.current = model.getSchema(type);
    this.writers = writers;
    this.times = times;
  }

  /** A writer's records, as the current class. */
  private record Reader<T>(DatumReader<T> records, WriterTimes times, NullableParts nulls) {}

  @Override
  public T decode(byte @Nullable [] payload) throws WireException {
    if (payload == null) {
      throw new WireException("the record has no value");
    }
    long writer = writers.name(payload);
    Reader<T> reader = reader(writer);
    try {
      in.reset(payload, writers.header());
      T event = type.cast(reader.records().read(null, in));
      if (!in.isEnd()) {
        throw new WireException("bytes follow after the end of the " + type.getSimpleName());
      }
      reader.times().correct(event);
      reader.nulls().remove(event, model);
      return event;
    } catch (WireException wrong) {
      readers.remove(writer);
      throw wrong;
    } catch (IOException | RuntimeException malformed) {
      readers.remove(writer); // may have stopped in mid-record
      throw new WireException(
          "not a valid " + type.getSimpleName() + " in Avro: " + reason(malformed, reader.times()));
    } catch (OutOfMemoryError large) {
      readers.remove(writer); // stopped in mid-record
      throw large;
    } catch (StackOverflowError nested) {
      readers.remove(writer); // a writer's schema may nest as deep as a payload is long
      throw new WireException("not a valid " + type.getSimpleName() + " in Avro: nested too deep");
    }
  }

  /** Readers that are kept, for tests. */
  int kept() {
    return readers.size();
  }

  private Reader<T> reader(long writer) throws WireException {
    Reader<T> known = readers.get(writer);
    if (known != null) {
      return known;
    }
    Schema schema = writers.schema(writer);
    WriterTimes writerTimes = WriterTimes.between(schema, current, times);
    NullableParts nulls = NullableParts.between(schema, current);
    // Avro would convert what lies behind a null by the model, and then again by the record's
    // class.
    SpecificData conversions =
        writerTimes.nullable().isEmpty() ? model : new SpecificData(type.getClassLoader());
    Reader<T> reader =
        new Reader<>(
            new SpecificDatumReader<>(schema, nulls.reader(), conversions), writerTimes, nulls);
    readers.put(writer, reader);
    if (readers.size() > MOST_READERS) {
      var longestUnused = readers.keySet().iterator();
      longestUnused.next();
      longestUnused.remove();
    }
    return reader;
  }

  private static String reason(Exception malformed, WriterTimes times) {
    String message = malformed.getMessage();
    if (malformed instanceof AvroTypeException
        && !times.nullable().isEmpty()
        && String.valueOf(message).startsWith("Found null")) {
      return String.join(", ", times.nullable()) + " is null"; // Avro names no field
    }
    return malformed.getClass().getSimpleName() + (message == null ? "" : ": " + message);
  }
}
