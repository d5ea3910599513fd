package io.tidemark.console.fleet;

import java.util.Comparator;

/** A key as one detector watches it. */
public record KeyName(String detector, String key) implements Comparable<KeyName> {
  private static final Comparator<KeyName> ORDER =
      Comparator.comparing(KeyName::detector).thenComparing(KeyName::key);

  @Override
  public int compareTo(KeyName other) {
    return ORDER.compare(this, other);
  }
}
