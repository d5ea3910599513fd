package io.tidemark.detector.mapping;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.tidemark.detector.definition.KeyRule;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.detector.tick.ObservationExtractor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the key of an event. */
final class KeyReader {
  private final List<ValueRef> from;
  private final @Nullable String separator;
  private final @Nullable Pattern pattern;

  KeyReader(PathPlan plan, KeyRule rule) {
    from = rule.from().stream().map(path -> plan.value("events.key", path, true)).toList();
    separator = rule.separator();
    pattern = rule.regex() == null ? null : Pattern.compile(rule.regex());
  }

  /** Paths of which one must be there, each beside the others that could be in its place. */
  List<List<ValueRef>> paths() {
    return separator == null ? List.of(from) : from.stream().map(List::of).toList();
  }

  /**
   * The key; null where the event has none.
   *
   * @throws InvalidEventException when it is too long, or is no text or number
   */
  @Nullable String read(Row row) throws InvalidEventException {
    String whole = separator == null ? first(row) : joined(row, separator);
    if (whole == null) {
      return null;
    }
    String key = pattern == null ? whole : matched(pattern, whole);
    if (key != null) {
      ObservationExtractor.requireUsable(key);
    }
    return key;
  }

  private @Nullable String first(Row row) throws InvalidEventException {
    ValueRef found = row.first(from);
    return found == null ? null : text(row, found);
  }

  private @Nullable String joined(Row row, String between) throws InvalidEventException {
    for (ValueRef part : from) {
      if (!row.isPresent(part)) {
        return null;
      }
    }
    StringBuilder joined = new StringBuilder();
    for (ValueRef part : from) {
      joined.append(joined.isEmpty() ? "" : between).append(text(row, part));
    }
    return joined.toString();
  }

  private static String text(Row row, ValueRef value) throws InvalidEventException {
    String text = row.text(value);
    if (text == null) {
      throw new InvalidEventException(value.path() + ": must be a text or a number to be the key");
    }
    return text;
  }

  private static @Nullable String matched(Pattern pattern, String text) {
    if (text.length() > ObservationExtractor.MAX_KEY_LENGTH) {
      return null;
    }
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      return null;
    }
    return matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
  }
}
