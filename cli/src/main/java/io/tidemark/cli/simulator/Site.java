package io.tidemark.cli.simulator;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The two halves of the simulated world, each with its own kind of event and its own detector. */
public enum Site {
  /** Pumps that send a SensorEvent a second. */
  PLANT(12, "pump-%02d"),
  /** Hosts whose flows a switch exports as NetworkEvents. */
  OFFICE(8, "ws-%02d");

  private final List<String> keys;

  Site(int size, String pattern) {
    keys =
        IntStream.rangeClosed(1, size)
            .mapToObj(i -> String.format(Locale.ROOT, pattern, i))
            .toList();
  }

  /** Devices or hosts of the site. */
  public List<String> keys() {
    return keys;
  }
}
