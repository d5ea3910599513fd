package io.tidemark.detector.tick;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Names that recur in every key's state, such as the detector's and the digest of its model: one
 * string of each in place of a copy a key. A name that lost its place to another is shared again
 * from its next appearance on, so nothing is held for good.
 */
public final class SharedNames {
  private static final int PLACES = 256;
  private static final AtomicReferenceArray<String> NAMES = new AtomicReferenceArray<>(PLACES);

  private SharedNames() {}

  /** A string equal to this one: the same for most callers. */
  public static String share(String name) {
    int hash = name.hashCode();
    int place = (hash ^ hash >>> 16) & (PLACES - 1);
    String shared = NAMES.get(place);
    if (name.equals(shared)) {
      return shared;
    }
    NAMES.set(place, name);
    return name;
  }
}
