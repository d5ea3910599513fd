package io.tidemark.detector;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** For tests: the ways in which the items of several keys can follow each other. */
public enum Mixing {
  AS_IT_IS,
  /** All items of a key, then all of the next. */
  BY_KEY,
  /** Long and short stretches of any key; each key's own order stays. */
  SHUFFLED;

  /** The items in another order. */
  public <T> List<T> of(List<T> items, Function<T, String> key) {
    if (this == AS_IT_IS) {
      return items;
    }
    Map<String, Deque<T>> byKey = new LinkedHashMap<>();
    items.forEach(
        item -> byKey.computeIfAbsent(key.apply(item), unseen -> new ArrayDeque<>()).add(item));
    List<Deque<T>> left = new ArrayList<>(byKey.values());
    Random random = new Random(items.size());
    List<T> mixed = new ArrayList<>();
    while (!left.isEmpty()) {
      Deque<T> from = left.get(random.nextInt(left.size()));
      int most = this == BY_KEY ? from.size() : 1 + random.nextInt(random.nextBoolean() ? 3 : 100);
      for (int i = 0; i < most && !from.isEmpty(); i++) {
        mixed.add(from.remove());
      }
      left.removeIf(Deque::isEmpty);
    }
    return mixed;
  }
}
