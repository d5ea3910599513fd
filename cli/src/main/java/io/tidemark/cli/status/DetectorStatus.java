package io.tidemark.cli.status;

import java.util.List;
import java.util.Map;

/**
 * How the keys of one detector are.
 *
 * @param watched keys that are watched
 * @param unknown keys of which nothing has been said for long
 * @param reasons blind keys by reason, most first
 * @param keys those asked for, the longest since first
 */
public record DetectorStatus(
    String name,
    int watched,
    int warmingUp,
    int blind,
    int unknown,
    Map<String, Integer> reasons,
    List<KeyStatus> keys) {
  int all() {
    return watched + warmingUp + blind + unknown;
  }
}
