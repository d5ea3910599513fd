package io.tidemark.cli.simulator;

import java.util.Random;

/**
 * A level that goes up and down between two values, each held for a random while: work and rest.
 */
final class Rhythm {
  private static final double JITTER = 0.02;

  private final Random random;
  private final double low;
  private final double high;
  private final int shortest;
  private final int longest;
  private final double inertia;

  private boolean up;
  private int left;
  private double target;
  private double level;

  /**
   * @param inertia share of the old level that is kept each second, 0 for jumps
   */
  Rhythm(Random random, double low, double high, int shortest, int longest, double inertia) {
    this.random = random;
    this.low = low;
    this.high = high;
    this.shortest = shortest;
    this.longest = longest;
    this.inertia = inertia;
    this.up = random.nextBoolean();
    turn();
    this.level = target;
  }

  /** The next second's level. */
  double next() {
    if (left-- == 0) {
      turn();
    }
    level = inertia * level + (1 - inertia) * target;
    return level;
  }

  private void turn() {
    up = !up;
    left = shortest + random.nextInt(longest - shortest + 1);
    target = (up ? high : low) + JITTER * (2 * random.nextDouble() - 1);
  }
}
