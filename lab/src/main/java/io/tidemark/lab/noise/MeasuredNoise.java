package io.tidemark.lab.noise;

import java.util.List;

/**
 * A seed of the demonstration, or a set.
 *
 * @param name in the table
 * @param counts of its detectors; none of a sum
 * @param figures of all of them together
 */
record MeasuredNoise(String name, List<NoiseCount> counts, NoiseFigures figures) {
  MeasuredNoise {
    counts = List.copyOf(counts);
  }

  MeasuredNoise(String name, List<NoiseCount> counts) {
    this(
        name,
        counts,
        counts.stream().map(NoiseCount::figures).reduce(NoiseFigures.NONE, NoiseFigures::plus));
  }
}
