package io.tidemark.pipeline.detect;

import io.tidemark.detector.alert.FleetCoverage;
import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.pipeline.control.ControlEventFormat;
import io.tidemark.pipeline.type.BinaryType;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.Coverage;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.LateEvent;
import io.tidemark.schemas.WindowScore;
import org.apache.flink.util.OutputTag;

/** What {@link DetectOperator} sends beside alerts. */
public final class DetectOutputs {
  /** Where events go whose time does not fit their key's clock. */
  public static final OutputTag<LateEvent> LATE_EVENTS =
      new OutputTag<>("late-events", Types.LATE_EVENT);

  /** Where events go whose keys are too many. */
  public static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("refused-keys", Types.DEAD_LETTER);

  /** Where every score goes when they are asked for. */
  public static final OutputTag<WindowScore> SCORES = new OutputTag<>("scores", Types.SCORE);

  /** What changes in the keys' drift, for {@link DriftFunction}. */
  public static final OutputTag<FleetDrift.Change> DRIFT =
      new OutputTag<>("drift", Types.DRIFT_CHANGE);

  /** How keys are covered, for readers outside. */
  public static final OutputTag<Coverage> COVERAGE = new OutputTag<>("coverage", Types.COVERAGE);

  /** What changes in the keys' coverage, for {@link CoverageFunction}. */
  public static final OutputTag<FleetCoverage.Change> COVERAGE_CHANGES =
      new OutputTag<>("coverage-changes", Types.COVERAGE_CHANGE);

  /** How models in the shadow compare. */
  public static final OutputTag<ControlEvent> REPORTS =
      new OutputTag<>("shadow-reports", new BinaryType<>(new ControlEventFormat()));

  private DetectOutputs() {}
}
