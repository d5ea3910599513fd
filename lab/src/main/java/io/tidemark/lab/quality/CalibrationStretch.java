package io.tidemark.lab.quality;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The first rows of a key, which calibrate it.
 *
 * @param rows how many; null where another says
 * @param fraction share of the key's rows; null where another says
 * @param maxRows the most rows of a fraction
 * @param length time from the key's first row; null where another says
 * @param quietOnly whether rows of label 1 in the stretch are left out
 * @param fromTraining whether the stretch lies in the training folder's table
 */
record CalibrationStretch(
    @Nullable Integer rows,
    @Nullable Double fraction,
    int maxRows,
    @Nullable Duration length,
    boolean quietOnly,
    boolean fromTraining) {

  static CalibrationStretch of(JsonNode json) {
    return new CalibrationStretch(
        json.has("rows") ? (Integer) json.get("rows").asInt() : null,
        json.has("fraction") ? (Double) json.get("fraction").asDouble() : null,
        json.path("maxRows").asInt(Integer.MAX_VALUE),
        json.has("seconds") ? Duration.ofSeconds(json.get("seconds").asLong()) : null,
        json.path("quietOnly").asBoolean(false),
        json.path("from").asText("").equals("train"));
  }

  /**
   * Whether a row lies in it.
   *
   * @param number rows of the key before it
   * @param total rows of the key
   * @param first time of the key's first row
   */
  boolean holds(int number, int total, Instant time, Instant first) {
    if (rows != null) {
      return number < rows;
    }
    if (length != null) {
      return time.isBefore(first.plus(length));
    }
    return number < Math.min(maxRows, (int) ((fraction == null ? 0 : fraction) * total));
  }
}
