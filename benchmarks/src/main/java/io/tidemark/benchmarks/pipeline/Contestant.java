package io.tidemark.benchmarks.pipeline;

import io.tidemark.pipeline.scoring.WindowScoring;
import java.util.Locale;
import org.apache.flink.streaming.api.operators.StreamMap;

/** What scores the windows of a measured job. */
public enum Contestant {
  /** The job as it is. */
  MICRO_BATCHES(WindowScoring.microBatches()),
  /** Nothing: every window gets the same score. */
  NOTHING((detectors, files, scoring) -> new StreamMap<>(new ConstantScore(detectors, files))),
  /** One call of the session a window, with nested arrays, the session set up like the job's. */
  NAIVE((detectors, files, scoring) -> new StreamMap<>(new NaiveScore(detectors, files, true))),
  /** The same with the session's own defaults, as tutorials have it. */
  NAIVE_DEFAULTS(
      (detectors, files, scoring) -> new StreamMap<>(new NaiveScore(detectors, files, false))),
  /** A Random Cut Forest for each key. */
  FOREST((detectors, files, scoring) -> new StreamMap<>(new ForestScore(detectors, files)));

  private final WindowScoring scoring;

  Contestant(WindowScoring scoring) {
    this.scoring = scoring;
  }

  WindowScoring scoring() {
    return scoring;
  }

  /** The name in tables. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
