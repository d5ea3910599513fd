package io.tidemark.export.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Labelled periods that a table has nothing to do with: they are not counted.
 *
 * @param keys of which the table has no row
 * @param ofOtherKeys periods of these
 * @param atOtherTimes periods before the table's first row or after its last
 */
record UnmatchedPeriods(List<String> keys, int ofOtherKeys, int atOtherTimes) {
  static final UnmatchedPeriods NONE = new UnmatchedPeriods(List.of(), 0, 0);
  private static final int SHOWN = 3;

  UnmatchedPeriods {
    keys = List.copyOf(keys);
  }

  int count() {
    return ofOtherKeys + atOtherTimes;
  }

  /** In words; empty where there is none. */
  String words() {
    List<String> parts = new ArrayList<>();
    if (ofOtherKeys > 0) {
      parts.add(
          String.format(
              Locale.ROOT,
              "%,d of keys without a row (%s%s)",
              ofOtherKeys,
              String.join(", ", keys.subList(0, Math.min(SHOWN, keys.size()))),
              keys.size() > SHOWN ? ", ..." : ""));
    }
    if (atOtherTimes > 0) {
      parts.add(
          String.format(Locale.ROOT, "%,d before the first row or after the last", atOtherTimes));
    }
    return String.join(", ", parts);
  }
}
