package io.tidemark.pipeline.detect;

import io.tidemark.detector.calibration.AlertBudget;
import io.tidemark.detector.calibration.KeyLevel;
import io.tidemark.detector.line.LineModel;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a subtask knows of the detectors' rates of alerts, by detector and model: also of models
 * that are not at work now, for keys may still count in their budgets.
 */
final class AlertBudgets {
  private final Map<String, AlertBudget.Saved> saved = new HashMap<>();
  private final Map<String, AlertBudget> atWork = new HashMap<>();

  /**
   * @param before what the subtasks of an earlier run knew, all of it
   * @param share of all keys that this subtask holds
   */
  AlertBudgets(List<AlertBudget.Saved> before, double share) {
    before.stream()
        .collect(Collectors.groupingBy(AlertBudget.Saved::name))
        .forEach((name, hosts) -> saved.put(name, AlertBudget.Saved.share(hosts, share)));
  }

  /** Gives a model that goes to work what is known of its budget. */
  void start(String detector, LineModel model) {
    AlertBudget budget = model.budget();
    if (budget == null) {
      return;
    }
    String name = name(detector, model.digest());
    AlertBudget before = atWork.put(name, budget);
    AlertBudget.Saved known = before == null ? saved.remove(name) : before.saved(name);
    if (known != null) {
      budget.restore(known);
    }
  }

  /** A key leaves the budget of a model that is not at work. */
  void left(String detector, KeyLevel level) {
    if (level.counts()) {
      String prefix = name(detector, HexFormat.of().toHexDigits(level.model()));
      for (String name : List.copyOf(saved.keySet())) {
        if (name.startsWith(prefix)) {
          saved.computeIfPresent(name, (same, known) -> known.withoutOne());
        }
      }
      atWork.forEach(
          (name, budget) -> {
            if (name.startsWith(prefix)) {
              budget.left();
            }
          });
    }
  }

  /**
   * What a later run must know.
   *
   * @param detectors those in force
   */
  List<AlertBudget.Saved> saved(Collection<String> detectors) {
    Map<String, AlertBudget.Saved> known = new HashMap<>(saved);
    atWork.forEach((name, budget) -> known.put(name, budget.saved(name)));
    return known.entrySet().stream()
        .filter(budget -> detectors.contains(detector(budget.getKey())))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static String detector(String name) {
    return name.substring(0, name.lastIndexOf('/'));
  }

  private static String name(String detector, String digest) {
    return detector + "/" + digest;
  }
}
