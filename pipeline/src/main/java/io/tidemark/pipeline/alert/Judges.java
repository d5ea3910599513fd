package io.tidemark.pipeline.alert;

import io.tidemark.detector.calibration.AlertBudget;
import io.tidemark.detector.calibration.KeyLevel;
import io.tidemark.detector.calibration.ScoreJudge;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.scoring.ByModel;
import io.tidemark.pipeline.scoring.ModelFiles;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.jspecify.annotations.Nullable;

/**
 * A judge for each model of each detector. A rate of alerts is kept by each model's own budget: how
 * strict the level must be hangs on the model's scores, and one in the shadow must spend nothing of
 * what the serving one may.
 */
final class Judges implements AutoCloseable {
  private final double share;
  private final Map<String, AlertBudget.Saved> before = new HashMap<>();
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
    before.stream()
        .collect(Collectors.groupingBy(AlertBudget.Saved::name))
        .forEach((name, hosts) -> this.before.put(name, AlertBudget.Saved.share(hosts, share)));
    byModel = new ByModel<>(detectors, files, scoring, context, this::make);
  }

  private Judge make(DetectorDefinition definition, OnnxModel model) {
    ScoreJudge rule = new ScoreJudge(definition, model.metadata(), model.digest(), share);
    AlertBudget budget = rule.budget();
    if (budget != null) {
      String name = name(definition.name(), model.digest());
      AlertBudget.Saved known = saved().get(name);
      if (known != null) {
        budget.restore(known);
      }
      budgets.put(name, budget);
    }
    return new Judge(rule, model.metadata().version(), model::microsPerWindow);
  }

  /** What judges the windows of the model that scored this one. */
  Judge of(ScoredWindow scored) {
    return byModel.of(scored);
  }

  /** SHA-256 of the model that the definition names. */
  String digest(String detector) {
    return byModel.digest(detector);
  }

  /**
   * A key has been forgotten.
   *
   * @param level where its scores stood
   * @param served digest of the model that served it last; null: the definition's
   */
  void forgot(String detector, @Nullable String served, KeyLevel level) {
    if (!byModel.knows(detector)) {
      return;
    }
    String digest = served == null ? byModel.digest(detector) : served;
    AlertBudget budget = budgets.get(name(detector, digest));
    if (budget != null) {
      budget.forgot(level);
    }
  }

  /**
   * What a later run must know of the budgets, those included whose models this one has not met.
   */
  Map<String, AlertBudget.Saved> saved() {
    Map<String, AlertBudget.Saved> saved = new HashMap<>(before);
    budgets.forEach((name, budget) -> saved.put(name, budget.saved(name)));
    return saved;
  }

  private static String name(String detector, String digest) {
    return detector + "/" + digest;
  }

  @Override
  public void close() {
    byModel.close();
  }
}
