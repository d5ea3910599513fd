package io.tidemark.export.proposal;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What may become a feature.
 *
 * @param name in the definition
 * @param from paths of its values; the first counts that is there
 * @param where values that an event must have, by path
 * @param kind what its values are
 * @param states numbers that stand for texts; empty for none
 * @param unit null where none is known
 * @param note for the reader of the definition; null for nothing
 */
record Candidate(
    String name,
    List<String> from,
    Map<String, String> where,
    Kind kind,
    Map<String, Integer> states,
    @Nullable String unit,
    @Nullable String note) {

  /** What values are. */
  enum Kind {
    NUMBER,
    BOOLEAN,
    STATE,
    /** An unscaled decimal in Base64. */
    DECIMAL,
    /** A text of which only how many there are can be said. */
    TEXT
  }

  Candidate {
    from = List.copyOf(from);
    where = Map.copyOf(where);
    states = Map.copyOf(states);
  }

  Candidate named(String other) {
    return new Candidate(other, from, where, kind, states, unit, note);
  }
}
