package io.tidemark.pipeline.alert;

import io.tidemark.detector.calibration.AlertBudget;
import io.tidemark.detector.calibration.ScoreJudge;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.scoring.ByModel;
import io.tidemark.pipeline.scoring.ModelFiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.RuntimeContext;

/**
 * A judge for each model of each detector. A rate of alerts is kept by each model's own budget: how
 * strict the level must be hangs on the model's scores, and one in the shadow must spend nothing of
 * what the serving one may.
 */
final class Judges implements AutoCloseable {
  private final double share;
  private final List<AlertBudget.Saved> before;
  private final Map<String, AlertBudget> budgets = new HashMap<>();
  private final ByModel<Judge> byModel;

  /**
   * @param before what the subtasks of an earlier run knew of their budgets, all of it
   */
  Judges(
      Detectors detectors,
      ModelFiles files,
      Scoring scoring,
      RuntimeContext context,
      List<AlertBudget.Saved> before) {
    this.share = Share.ofKeys(context);
    this.before = List.copyOf(before);
    byModel = new ByModel<>(detectors, files, scoring, context, this::make);
  }

  private Judge make(DetectorDefinition definition, OnnxModel model) {
    ScoreJudge rule = new ScoreJudge(definition, model.metadata(), model.digest(), share);
    AlertBudget budget = rule.budget();
    if (budget != null) {
      String name = definition.name() + "/" + model.digest();
      AlertBudget known = budgets.get(name); // of the detector as it was defined before
      if (known == null) {
        budget.restore(before.stream().filter(saved -> saved.name().equals(name)).toList(), share);
      } else {
        budget.restore(List.of(known.saved(name)), 1);
      }
      budgets.put(name, budget);
    }
    return new Judge(rule, model.metadata().version(), model::microsPerWindow);
  }

  /** What judges the windows of the model that scored this one. */
  Judge of(ScoredWindow scored) {
    return byModel.of(scored);
  }

  /** The definition in force. */
  DetectorDefinition definition(String detector) {
    return byModel.definition(detector);
  }

  /** SHA-256 of the model that the definition names. */
  String digest(String detector) {
    return byModel.digest(detector);
  }

  /** What a later run must know of the budgets. */
  List<AlertBudget.Saved> saved() {
    List<AlertBudget.Saved> saved = new ArrayList<>();
    budgets.forEach((name, budget) -> saved.add(budget.saved(name)));
    return saved;
  }

  @Override
  public void close() {
    byModel.close();
  }
}
