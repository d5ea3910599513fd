package io.tidemark.schemas.registry;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of schema ids, in bounded memory, and whether an id that is not known may be asked
 * for. Producers choose the ids, so this limits how many of their ids that lead to nothing the
 * registry is asked for. For one thread.
 *
 * @param <S> what is kept of a schema
 */
public final class SchemaCache<S> {
  /** How long an id that leads to no schema is remembered, since it may be registered later. */
  static final Duration REMEMBER = Duration.ofSeconds(30);

  static final int MOST_UNUSABLE = 10_000;
  static final int MOST_SCHEMAS = 1_000;

  /** Characters of the schemas that are kept. */
  static final int MOST_TEXT = 4 << 20;

  /**
   * Ids that are not known that may be asked for in a row, and how many more each second allows.
   * Those that lead to a schema count as well: it may be another type's, or one of thousands.
   */
  static final int BURST = 100;

  static final int PER_SECOND = 10;

  private final LongSupplier nanos;
  private final Map<Integer, Known<S>> schemas = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Integer, Unusable> unusable = new LinkedHashMap<>();
  private long text;
  private double allowed = BURST;
  private long allowedAt;

  private record Known<S>(S schema, int text) {}

  private record Unusable(String reason, long since) {}

  /** Knows nothing yet. */
  public SchemaCache() {
    this(System::nanoTime);
  }

  /**
   * @param nanos a clock that only goes forward, in nanoseconds
   */
  SchemaCache(LongSupplier nanos) {
    this.nanos = nanos;
    this.allowedAt = nanos.getAsLong();
  }

  /**
   * The schema of an id; null when the registry is to be asked.
   *
   * @throws UnknownSchemaException when the id is known to lead to none, or may not be asked for
   *     now
   */
  public @Nullable S find(int id) throws UnknownSchemaException {
    Known<S> known = schemas.get(id);
    if (known != null) {
      return known.schema();
    }
    long now = nanos.getAsLong();
    Unusable remembered = unusable.get(id);
    if (remembered != null && now - remembered.since() < REMEMBER.toNanos()) {
      throw new UnknownSchemaException(remembered.reason());
    }
    allowed = Math.min(BURST, allowed + (now - allowedAt) / 1e9 * PER_SECOND);
    allowedAt = now;
    if (allowed < 1) {
      throw new UnknownSchemaException(
          "schema id " + id + " is not asked for: too many ids that were not known came lately");
    }
    allowed--;
    return null;
  }

  /**
   * Keeps a schema, in the place of those that were not used for longest.
   *
   * @param length characters of its text
   */
  public void keep(int id, S schema, int length) {
    unusable.remove(id);
    schemas.put(id, new Known<>(schema, length));
    text += length;
    var oldest = schemas.values().iterator();
    while (schemas.size() > MOST_SCHEMAS || (text > MOST_TEXT && schemas.size() > 1)) {
      text -= oldest.next().text();
      oldest.remove();
    }
  }

  /** Remembers that an id leads to no schema. */
  public void refuse(int id, String reason) {
    unusable.remove(id);
    unusable.put(id, new Unusable(reason, nanos.getAsLong()));
    if (unusable.size() > MOST_UNUSABLE) {
      var oldest = unusable.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }
}
