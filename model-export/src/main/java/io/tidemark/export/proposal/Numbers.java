package io.tidemark.export.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers among the leaves of records, however they are written. */
final class Numbers {
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,30}(\\.\\d+)?([eE][+-]?\\d+)?");
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]+={0,2}");
  private static final int LONGEST_DECIMAL = 16;

  private Numbers() {}

  /** Whether a leaf is a number or a text of one; a boolean is not. */
  static boolean isNumber(JsonNode leaf) {
    return leaf.isNumber() || (leaf.isTextual() && NUMBER.matcher(leaf.asText()).matches());
  }

  /** The number of a leaf, for which {@link #isNumber} holds. */
  static double of(JsonNode leaf) {
    return leaf.isNumber() ? leaf.doubleValue() : Double.parseDouble(leaf.asText());
  }

  /** The unscaled value of a decimal that a text may be in Base64; null where it is none. */
  static @Nullable BigInteger unscaled(JsonNode leaf) {
    String text = leaf.asText();
    if (!leaf.isTextual() || text.length() % 4 != 0 || !BASE64.matcher(text).matches()) {
      return null;
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      return bytes.length <= LONGEST_DECIMAL ? new BigInteger(bytes) : null;
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }
}
