package io.tidemark.detector.definition;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
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
  private static final int LONGEST_REGEX = 500;

  /** Instructions: repetitions within repetitions make many of a short text. */
  private static final int LARGEST_REGEX = 2_000;

  public KeyRule {
    from = List.copyOf(from);
    if (from.isEmpty()) {
      throw new DefinitionException("events.key: is missing; it must be a path");
    }
    if (separator != null) {
      Check.label("events.key.with", separator);
    }
    if (regex != null) {
      check(regex);
    }
  }

  /** The value at one path. */
  public static KeyRule of(String path) {
    return new KeyRule(List.of(path), null, null);
  }

  private static void check(String regex) {
    try {
      Check.range("events.key.regex: its length", regex.length(), 1, LONGEST_REGEX);
      if (Pattern.compile(regex).programSize() > LARGEST_REGEX) {
        throw DefinitionException.of(
            "events.key.regex", "'" + regex + "'", "a regular expression with fewer repetitions");
      }
    } catch (PatternSyntaxException malformed) {
      throw DefinitionException.of(
          "events.key.regex", "'" + regex + "'", "a regular expression: " + malformed.getMessage());
    }
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
