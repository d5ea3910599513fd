package io.tidemark.pipeline.alert;

import io.tidemark.detector.calibration.ScoreJudge;
import java.util.function.DoubleSupplier;

/**
 * What judges the windows of one model.
 *
 * @param rule by the definition and the model's own statistics
 * @param modelVersion version in the model's file
 * @param cost microseconds a window that the model has taken so far in this process
 */
record Judge(ScoreJudge rule, String modelVersion, DoubleSupplier cost) {}
