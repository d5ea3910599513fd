package io.tidemark.detector.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which paths of a definition have been in a record so far; it looks at the first records only. */
public final class PathsSeen {
  /** Records that are looked at. */
  public static final int RECORDS = 1_000;

  private final List<boolean[]> seen;
  private final List<List<ValueRef>> paths;
  private final JsonOutline outline = new JsonOutline();
  private int records;

  /**
   * @param widths places of each scope
   * @param paths of each value that the definition reads, with those that may be in its place
   */
  PathsSeen(List<Integer> widths, List<List<ValueRef>> paths) {
    seen = widths.stream().map(boolean[]::new).toList();
    this.paths = List.copyOf(paths);
  }

  /** Looks at what is in a record: in the first, the second, the fourth, the eighth and so on. */
  void sample(byte[] json) {
    if (records < RECORDS && Integer.bitCount(records + 1) == 1) {
      outline.add(json);
    }
  }

  /** Paths that are in some of the records. */
  public Set<String> present() {
    return outline.paths();
  }

  void add(RecordValues values) {
    if (records == RECORDS) {
      return;
    }
    records++;
    for (int scope = 0; scope < seen.size(); scope++) {
      values.scope(scope).markSeen(seen.get(scope));
    }
  }

  /** Whether enough records have been looked at. */
  public boolean isComplete() {
    return records == RECORDS;
  }

  /** The paths that were in none of the records. */
  public List<String> unseen() {
    List<String> unseen = new ArrayList<>();
    for (List<ValueRef> alternatives : paths) {
      boolean any = false;
      for (ValueRef value : alternatives) {
        any |= seen.get(value.scope())[value.slot()];
      }
      if (!any) {
        unseen.add(alternatives.stream().map(ValueRef::path).collect(Collectors.joining(" or ")));
      }
    }
    return unseen.stream().distinct().toList();
  }
}
