package io.tidemark.console.situation;

import io.tidemark.schemas.AnomalyAlert;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What an incident must share with another one to be related to it. */
final class Traits {
  /** Alerts that concern a whole detector have no key of their own. */
  static final String ALL_KEYS = "*";

  private static final int MOST_TAGS = 16;
  private static final int LONGEST_TAG = 200;

  private Traits() {}

  /**
   * One shared trait is enough: the key, a tag with its value, or, without tags, the detector.
   *
   * @param by names of the tags that count; empty: all
   */
  static Set<String> of(AnomalyAlert alert, Set<String> by) {
    Set<String> traits = new TreeSet<>();
    if (!ALL_KEYS.equals(alert.getKey())) {
      traits.add("key " + alert.getKey());
    }
    Map<String, String> tags = tags(alert);
    if (!by.isEmpty()) {
      tags.keySet().retainAll(by);
    }
    tags.forEach((name, value) -> traits.add("tag " + name + "=" + value));
    if (tags.isEmpty()) {
      traits.add("detector " + alert.getDetector());
    }
    return traits;
  }

  /** The first tags by name, without long ones, since whoever sends events chooses them. */
  static Map<String, String> tags(AnomalyAlert alert) {
    Map<String, String> tags = new TreeMap<>();
    alert
        .getTags()
        .forEach(
            (name, value) -> {
              if (name.length() + value.length() <= LONGEST_TAG) {
                tags.put(name, value);
              }
            });
    tags.keySet().removeAll(tags.keySet().stream().skip(MOST_TAGS).toList());
    return tags;
  }
}
