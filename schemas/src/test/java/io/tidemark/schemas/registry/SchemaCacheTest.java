package io.tidemark.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class SchemaCacheTest {
  private static final Schema SCHEMA = Schema.create(Schema.Type.INT);

  private final AtomicLong now = new AtomicLong(-5);
  private final SchemaCache<Schema> cache = new SchemaCache<>(now::get);

  @Test
  void anUnknownIdIsRememberedForAWhile() throws Exception {
    cache.refuse(7, "none");

    pass(SchemaCache.REMEMBER.minusSeconds(1));
    assertThatThrownBy(() -> cache.find(7)).hasMessage("none");
    pass(Duration.ofSeconds(2));
    assertThat(cache.find(7)).isNull();
  }

  @Test
  void idsThatLeadToNothingAreAskedForAtARate() throws Exception {
    int asked = 0;
    for (int id = 0; id < 10_000; id++) {
      asked += asksFor(id) ? 1 : 0;
    }
    assertThat(asked).isEqualTo(SchemaCache.BURST);

    pass(Duration.ofSeconds(3));
    for (int id = 10_000; id < 20_000; id++) {
      asked += asksFor(id) ? 1 : 0;
    }
    assertThat(asked).isEqualTo(SchemaCache.BURST + 3 * SchemaCache.PER_SECOND);
  }

  /** They may be another type's, and too many to be kept. */
  @Test
  void idsThatLeadToASchemaAreAskedForAtARateAsWell() throws Exception {
    int asked = 0;
    for (int round = 0; round < 2; round++) {
      for (int id = 0; id < 3_000; id++) {
        try {
          if (cache.find(id) == null) {
            asked++;
            cache.keep(id, SCHEMA, 10);
          }
        } catch (UnknownSchemaException refused) {
          assertThat(refused).hasMessageContaining("is not asked for");
        }
      }
    }
    assertThat(asked).isEqualTo(SchemaCache.BURST);
  }

  private boolean asksFor(int id) {
    try {
      cache.find(id);
      cache.refuse(id, "none");
      return true;
    } catch (UnknownSchemaException refused) {
      return false;
    }
  }

  @Test
  void schemasThatAreKnownStayKnownMeanwhile() throws Exception {
    cache.keep(3, SCHEMA, 10);
    for (int id = 10; id < 1_000; id++) {
      asksFor(id);
    }
    assertThat(cache.find(3)).isSameAs(SCHEMA);
  }

  @Test
  void keepsABoundedNumberOfSchemas() throws Exception {
    for (int id = 0; id <= SchemaCache.MOST_SCHEMAS; id++) {
      cache.keep(id, SCHEMA, 10);
      assertThat(cache.find(0)).as("used all the time").isNotNull();
    }
    assertThat(cache.find(1)).isNull();
    assertThat(cache.find(2)).isNotNull();
  }

  @Test
  void keepsABoundedAmountOfText() throws Exception {
    cache.keep(1, SCHEMA, SchemaCache.MOST_TEXT);
    cache.keep(2, SCHEMA, SchemaCache.MOST_TEXT);
    assertThat(cache.find(1)).isNull();
    assertThat(cache.find(2)).isNotNull();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
