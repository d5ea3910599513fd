package io.tidemark.pipeline.alert;

import io.tidemark.detector.calibration.AlertBudget;
import io.tidemark.detector.calibration.KeyCalibration;
import io.tidemark.detector.calibration.KeyLevel;
import io.tidemark.detector.calibration.ScoreJudge;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.scoring.ByModel;
import io.tidemark.pipeline.scoring.ModelFiles;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.api.common.functions.RuntimeContext;

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
      AlertBudget.Saved known = known().get(name);
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

  /** The verdict on a key's window; the key leaves the budget of another model or method. */
  Verdict verdict(Judge judge, KeyCalibration calibration, KeyLevel level, ScoredWindow scored) {
    if (judge.rule().startsOver(level)) {
      left(scored.window().detector(), level);
    }
    return judge.rule().judge(calibration, level, scored);
  }

  /**
   * A key leaves the budget that it counts in.
   *
   * @param level where its scores stood
   */
  void left(String detector, KeyLevel level) {
    if (!level.counts()) {
      return;
    }
    String digest = HexFormat.of().toHexDigits(level.model());
    known().keySet().stream()
        .filter(name -> name.startsWith(name(detector, digest)))
        .forEach(
            name -> {
              AlertBudget budget = budgets.get(name);
              if (budget == null) {
                before.computeIfPresent(name, (same, saved) -> saved.withoutOne());
              } else {
                budget.left();
              }
            });
  }

  /** What a later run must know of the budgets. */
  List<AlertBudget.Saved> saved() {
    return known().entrySet().stream()
        .filter(budget -> byModel.knows(detector(budget.getKey())))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Of all budgets, those included whose models this run has not met. */
  private Map<String, AlertBudget.Saved> known() {
    Map<String, AlertBudget.Saved> known = new HashMap<>(before);
    budgets.forEach((name, budget) -> known.put(name, budget.saved(name)));
    return known;
  }

  private static String detector(String name) {
    return name.substring(0, name.lastIndexOf('/'));
  }

  private static String name(String detector, String digest) {
    return detector + "/" + digest;
  }

  @Override
  public void close() {
    byModel.close();
  }
}
