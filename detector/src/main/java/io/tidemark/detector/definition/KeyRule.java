package io.tidemark.detector.definition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an event says which device or host it is of. An event without a key is passed over.
 *
 * @param from paths of the key
 * @param separator between the values of all paths, which make the key together; null: the key is
 *     the first value that is there
 * @param regex what the value must match; its first group is the key, or the match where it has
 *     none. Null: the whole value. The syntax is RE2's, which takes time in proportion to the text
 */
public record KeyRule(List<String> from, @Nullable String separator, @Nullable String regex) {
  public KeyRule {
    from = List.copyOf(from);
    if (from.isEmpty()) {
      throw new DefinitionException("events.key: is missing; it must be a path");
    }
    if (separator != null) {
      Check.label("events.key.with", separator);
    }
    if (regex != null) {
      RegexLimits.check("events.key.regex", regex);
    }
  }

  /** The value at one path. */
  public static KeyRule of(String path) {
    return new KeyRule(List.of(path), null, null);
  }

  /** Whether this is no more than a path. */
  boolean isPath() {
    return from.size() == 1 && separator == null && regex == null;
  }

  /** As a definition has it, for people. */
  public String shown() {
    return String.join(separator == null ? " or " : " and ", from);
  }
}
