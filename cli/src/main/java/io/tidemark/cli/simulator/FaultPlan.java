package io.tidemark.cli.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Which faults happen when: every kind of a site at least once, no key twice. */
final class FaultPlan {
  /** After every key's warm-up of 600 s, with room for gaps in it. */
  static final Duration QUIET_START = Duration.ofSeconds(720);

  /** Time to tell the end of the last fault. */
  static final Duration QUIET_END = Duration.ofSeconds(150);

  private static final int SHORTEST_SECONDS = 80;
  private static final int LONGEST_SECONDS = 140;

  private FaultPlan() {}

  /** The shortest scenario that holds faults. */
  static Duration shortest() {
    return QUIET_START.plusSeconds(2L * LONGEST_SECONDS).plus(QUIET_END);
  }

  static List<Fault> of(Scenario scenario) {
    if (!scenario.faults()) {
      return List.of();
    }
    Random random = new Random(scenario.seed());
    List<Fault> faults = new ArrayList<>();
    for (Site site : Site.values()) {
      if (!scenario.sites().contains(site)) {
        continue;
      }
      List<String> keys = new ArrayList<>(site.keys());
      Collections.shuffle(keys, random);
      List<FaultKind> kinds = new ArrayList<>(FaultKind.of(site));
      Collections.shuffle(kinds, random);
      int number = Math.max(kinds.size(), keys.size() * 3 / 4);
      for (int i = 0; i < number; i++) {
        faults.add(fault(keys.get(i), kinds.get(i % kinds.size()), scenario, random));
      }
    }
    faults.sort(Fault.BY_START);
    return List.copyOf(faults);
  }

  private static Fault fault(String key, FaultKind kind, Scenario scenario, Random random) {
    int seconds = SHORTEST_SECONDS + random.nextInt(LONGEST_SECONDS - SHORTEST_SECONDS + 1);
    Duration room = scenario.duration().minus(QUIET_START).minus(QUIET_END).minusSeconds(seconds);
    Instant start =
        scenario.start().plus(QUIET_START).plusSeconds(random.nextInt((int) room.toSeconds()));
    return new Fault(key, kind, start, start.plusSeconds(seconds));
  }
}
