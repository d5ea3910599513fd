package io.tidemark.detector.definition;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a value must be for an event, or for a feature's value in it, to count. */
public sealed interface Condition {

  /**
   * Whether it holds.
   *
   * @param present whether the event has the field with anything but null
   * @param text the value as text; null where it is absent or an object or list
   */
  boolean holds(boolean present, @Nullable String text);

  /** The value is one of these texts. */
  record OneOf(Set<String> values) implements Condition {
    public OneOf {
      values = Collections.unmodifiableSet(new TreeSet<>(values));
    }

    @Override
    public boolean holds(boolean present, @Nullable String text) {
      return text != null && values.contains(text);
    }

    @Override
    public String toString() {
      return values.size() == 1 ? values.iterator().next() : values.toString();
    }
  }

  /** There is a value; an object or a list is one. */
  record Present() implements Condition {
    @Override
    public boolean holds(boolean present, @Nullable String text) {
      return present;
    }

    @Override
    public String toString() {
      return "*";
    }
  }

  /** Another condition does not hold; an absent value is none of any texts. */
  record Not(Condition other) implements Condition {
    @Override
    public boolean holds(boolean present, @Nullable String text) {
      return !other.holds(present, text);
    }

    @Override
    public String toString() {
      return "not " + other;
    }
  }

  /** The value is a number between two, both included. */
  record Between(double min, double max) implements Condition {
    public Between {
      if (!(min <= max)) {
        throw DefinitionException.of("max", max, "a number of at least min, " + min);
      }
    }

    @Override
    public boolean holds(boolean present, @Nullable String text) {
      if (text == null) {
        return false;
      }
      double number = Numbers.parse(text);
      return number >= min && number <= max;
    }
  }
}
