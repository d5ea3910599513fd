package io.tidemark.pipeline.detect;

import io.tidemark.detector.alert.FleetCoverage;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.pipeline.control.LiveDetectors;
import io.tidemark.pipeline.log.OncePerMinute;
import io.tidemark.schemas.AnomalyAlert;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Where the lines of a subtask's detectors send what they find, one output a detector. */
final class LineOutputs {
  private final Map<String, LineOutput> byDetector = new HashMap<>();
  private final LiveDetectors detectors;
  private final int subtask;
  private final boolean scores;
  private final Output<StreamRecord<AnomalyAlert>> output;
  private final DetectMetrics metrics;
  private final AlertBudgets budgets;
  private final OncePerMinute perMinute;

  /**
   * @param scores whether every score goes out
   */
  LineOutputs(
      LiveDetectors detectors,
      int subtask,
      boolean scores,
      Output<StreamRecord<AnomalyAlert>> output,
      DetectMetrics metrics,
      AlertBudgets budgets,
      OncePerMinute perMinute) {
    this.detectors = detectors;
    this.subtask = subtask;
    this.scores = scores;
    this.output = output;
    this.metrics = metrics;
    this.budgets = budgets;
    this.perMinute = perMinute;
  }

  /** The output of a detector, which may be no more. */
  LineOutput of(String detector) {
    return byDetector.computeIfAbsent(detector, this::output);
  }

  private LineOutput output(String detector) {
    DetectorDefinition definition = detectors.find(detector);
    return new LineOutput(
        detector,
        definition == null ? null : definition.events().topics(),
        definition == null ? null : FleetCoverage.Limit.of(definition),
        definition == null ? List.of() : definition.features(),
        subtask,
        scores,
        output,
        metrics,
        budgets,
        perMinute);
  }

  /** Takes that a detector's definition has changed. */
  void remove(String detector) {
    byDetector.remove(detector);
  }
}
