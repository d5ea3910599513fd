package io.tidemark.export.training;

/** How the learning rate moves over training. */
public enum Schedule {
  /**
   * Up for 30 % of the steps from a 25th of the peak, then down to nearly nothing, both along a
   * cosine (Smith and Topin 2018).
   */
  ONE_CYCLE {
    @Override
    double factor(double progress) {
      return progress < WARM_UP
          ? cosine(1 / 25.0, 1, progress / WARM_UP)
          : cosine(1, 4e-6, (progress - WARM_UP) / (1 - WARM_UP));
    }
  },
  /** From the peak down to nothing along a cosine. */
  COSINE {
    @Override
    double factor(double progress) {
      return cosine(1, 0, progress);
    }
  },
  /** The peak throughout. */
  CONSTANT {
    @Override
    double factor(double progress) {
      return 1;
    }
  };

  private static final double WARM_UP = 0.3;

  /**
   * Share of the peak rate.
   *
   * @param progress 0 at the first step, 1 at the last
   */
  abstract double factor(double progress);

  private static double cosine(double from, double to, double share) {
    return to + (from - to) * (1 + Math.cos(Math.PI * share)) / 2;
  }
}
