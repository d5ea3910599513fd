package io.tidemark.detector.definition;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka topics that a detector reads: those of some names, or all whose whole name a regular
 * expression matches, also such as are created later.
 *
 * @param names empty where there is a regular expression
 * @param regex in RE2's syntax, which takes time in proportion to the name; null: the names count
 */
public record TopicSelection(List<String> names, @Nullable String regex) {
  private static final String FIELD = "events.topic";
  private static final int MOST = 100;

  public TopicSelection {
    names = List.copyOf(names);
    if (regex != null) {
      RegexLimits.check(FIELD + ".regex", regex);
    } else {
      Check.range(FIELD + ": how many", names.size(), 1, MOST);
      names.forEach(name -> Check.text(FIELD, name));
      if (Set.copyOf(names).size() < names.size()) {
        throw DefinitionException.of(FIELD, names, "a list in which no topic stands twice");
      }
    }
  }

  /** One topic. */
  public static TopicSelection of(String name) {
    return new TopicSelection(List.of(name), null);
  }

  /** Whether there may be more than one. */
  public boolean several() {
    return regex != null || names.size() > 1;
  }

  /** Whether this is one of the topics. */
  public boolean has(String topic) {
    return regex == null ? names.contains(topic) : Pattern.matches(regex, topic);
  }

  /**
   * The topic, for what can do with one only.
   *
   * @throws DefinitionException when there may be several
   */
  public String only() {
    if (several()) {
      throw DefinitionException.of(FIELD, this, "one topic for this");
    }
    return names.get(0);
  }

  /**
   * What of a topic's name an event of this detector carries with it: nothing where there is only
   * one.
   */
  public String label(String topic) {
    return several() ? topic : "";
  }

  /** The topic of an event that carries this label. */
  public String labelled(String label) {
    return label.isEmpty() ? names.get(0) : label;
  }

  @Override
  public String toString() {
    return regex == null ? String.join(", ", names) : "{regex: " + regex + "}";
  }
}
