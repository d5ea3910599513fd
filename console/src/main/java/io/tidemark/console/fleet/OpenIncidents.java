package io.tidemark.console.fleet;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The incidents that last, by key. A key may have several at once; the ids of its newest are kept
 * and the others only counted, so that nobody who writes alerts can fill the memory. The count is a
 * close guess where messages come twice or an end is not told. For one thread at a time.
 */
final class OpenIncidents {
  /** Ids that are kept of a key. */
  static final int OF_A_KEY = 16;

  /** Ids that are kept in all. */
  static final int IN_ALL = 100_000;

  /** Characters of all ids that are kept. */
  static final long TEXT = 50_000_000;

  private final int inAll;
  private final long mostText;
  private final Map<KeyName, Ids> keys = new HashMap<>();
  private int kept;
  private long text;

  OpenIncidents() {
    this(IN_ALL, TEXT);
  }

  OpenIncidents(int inAll, long mostText) {
    this.inAll = inAll;
    this.mostText = mostText;
  }

  /** The one that opened last is the last of {@link #newest}. */
  private static final class Ids {
    private final LinkedHashSet<String> newest = new LinkedHashSet<>();
    private int others;

    boolean isEmpty() {
      return newest.isEmpty() && others == 0;
    }
  }

  /** Returns the id that it displaced, of the oldest incident of the key; null if none. */
  @Nullable String add(KeyName name, String id) {
    Ids ids = keys.computeIfAbsent(name, key -> new Ids());
    if (ids.newest.contains(id)) {
      return null;
    }
    String displaced = null;
    if (ids.newest.size() >= OF_A_KEY) {
      Iterator<String> oldestFirst = ids.newest.iterator();
      displaced = oldestFirst.next();
      oldestFirst.remove();
      dropped(displaced);
      ids.others++;
    }
    if (kept < inAll && text + id.length() <= mostText) {
      ids.newest.add(id);
      kept++;
      text += id.length();
    } else {
      ids.others++;
    }
    return displaced;
  }

  void remove(KeyName name, String id) {
    Ids ids = keys.get(name);
    if (ids == null) {
      return;
    }
    if (ids.newest.remove(id)) {
      dropped(id);
    } else if (ids.others > 0) {
      ids.others--;
    }
    if (ids.isEmpty()) {
      keys.remove(name);
    }
  }

  private void dropped(String id) {
    kept--;
    text -= id.length();
  }

  boolean has(KeyName name) {
    return keys.containsKey(name);
  }

  /** Whether some incidents of a key are only counted. */
  boolean leavesOut(KeyName name) {
    Ids ids = keys.get(name);
    return ids != null && ids.others > 0;
  }

  /** The ids that are kept of a key, oldest first. */
  List<String> of(KeyName name) {
    Ids ids = keys.get(name);
    return ids == null ? List.of() : List.copyOf(ids.newest);
  }

  /** All ids that are kept. */
  Set<String> all() {
    return keys.values().stream().flatMap(ids -> ids.newest.stream()).collect(Collectors.toSet());
  }

  void retain(Set<KeyName> names) {
    keys.entrySet()
        .removeIf(
            entry -> {
              boolean gone = !names.contains(entry.getKey());
              if (gone) {
                entry.getValue().newest.forEach(this::dropped);
              }
              return gone;
            });
  }
}
