package io.tidemark.detector.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import io.tidemark.detector.definition.TimeRule;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.OptionalLong;

/** Times among the leaves of a {@link RecordTree}, read as the mapping reads them. */
public final class LeafTimes {
  private final TimeReader reader;

  /**
   * @param rule how the times are written
   */
  public LeafTimes(TimeRule rule) {
    reader = new TimeReader(rule);
  }

  /** Microseconds since the epoch; empty where the leaf is no such time. */
  public OptionalLong micros(JsonNode leaf) {
    try {
      if (leaf instanceof POJONode known && known.getPojo() instanceof Instant instant) {
        return OptionalLong.of(
            Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), 1_000_000L),
                instant.getNano() / 1000));
      }
      if (leaf.isTextual()) {
        return OptionalLong.of(reader.micros(leaf.asText()));
      }
      if (leaf.isIntegralNumber() && leaf.canConvertToLong()) {
        return OptionalLong.of(reader.micros(leaf.longValue()));
      }
      return leaf.isNumber()
          ? OptionalLong.of(reader.micros(leaf.decimalValue().toPlainString()))
          : OptionalLong.empty();
    } catch (DateTimeException | ArithmeticException none) {
      return OptionalLong.empty();
    }
  }
}
