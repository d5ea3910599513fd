package io.tidemark.schemas.feedback;

import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.Verdict;
import io.tidemark.schemas.feedback.RaisedThresholds.Raised;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The feedback on one key, and what it makes of the key's thresholds at any time. */
final class KeyFeedback {
  private static final Comparator<AlertFeedback> IN_ORDER =
      Comparator.comparing(AlertFeedback::getTime).thenComparing(AlertFeedback::getAlertId);

  private final List<AlertFeedback> all = new ArrayList<>();

  /** By feature, the steps from a time on, epoch milliseconds. */
  private Map<String, TreeMap<Long, Integer>> steps = Map.of();

  void take(AlertFeedback feedback) {
    if (RaisedThresholds.shape(feedback) == null && !judged(feedback.getAlertId())) {
      return;
    }
    AlertFeedback kept = withoutWords(feedback);
    if (all.contains(kept)) {
      return;
    }
    all.add(kept);
    all.sort(IN_ORDER);
    if (all.size() > RaisedThresholds.MOST_OF_KEY) {
      all.remove(0);
    }
    steps = steps();
  }

  private static AlertFeedback withoutWords(AlertFeedback feedback) {
    return new AlertFeedback(
        feedback.getAlertId(),
        feedback.getSequence(),
        feedback.getDetector(),
        feedback.getKey(),
        feedback.getVerdict(),
        null,
        null,
        feedback.getTime(),
        feedback.getFeatures(),
        feedback.getWithdrawn());
  }

  private boolean judged(String alertId) {
    return all.stream().anyMatch(before -> before.getAlertId().equals(alertId));
  }

  int size() {
    return all.size();
  }

  Stream<AlertFeedback> all() {
    return all.stream();
  }

  int steps(String feature, long endMillis) {
    TreeMap<Long, Integer> ofFeature = steps.get(feature);
    Map.Entry<Long, Integer> last = ofFeature == null ? null : ofFeature.floorEntry(endMillis);
    return last == null ? 0 : last.getValue();
  }

  List<Raised> raised(long endMillis) {
    List<Raised> raised = new ArrayList<>();
    Map<String, AlertFeedback> newest = new LinkedHashMap<>();
    all.stream()
        .filter(feedback -> from(feedback) <= endMillis)
        .forEach(feedback -> newest.put(feedback.getAlertId(), feedback));
    for (String feature : steps.keySet()) {
      int now = steps(feature, endMillis);
      long judgements =
          newest.values().stream().filter(feedback -> concerns(feedback, feature)).count();
      if (now > 0) {
        raised.add(new Raised(feature, 1 << now, (int) judgements));
      }
    }
    return raised;
  }

  private Map<String, TreeMap<Long, Integer>> steps() {
    Map<String, TreeMap<Long, Integer>> byFeature = new LinkedHashMap<>();
    for (AlertFeedback feedback : all) {
      String feature = RaisedThresholds.shape(feedback);
      if (feature != null) {
        byFeature.computeIfAbsent(feature, unseen -> new TreeMap<>());
      }
    }
    Map<String, AlertFeedback> newest = new LinkedHashMap<>();
    for (AlertFeedback feedback : all) {
      newest.put(feedback.getAlertId(), feedback);
      byFeature.forEach((feature, from) -> from.put(from(feedback), count(newest, feature)));
    }
    return byFeature;
  }

  /** Incidents in the order in which they were first judged. */
  private static int count(Map<String, AlertFeedback> newest, String feature) {
    int steps = 0;
    for (AlertFeedback feedback : newest.values()) {
      if (concerns(feedback, feature)) {
        int step = feedback.getVerdict() == Verdict.REAL ? -1 : 1;
        steps = Math.max(0, Math.min(RaisedThresholds.MOST_STEPS, steps + step));
      }
    }
    return steps;
  }

  private static boolean concerns(AlertFeedback feedback, String feature) {
    return !feedback.getWithdrawn() && feature.equals(RaisedThresholds.shape(feedback));
  }

  private static long from(AlertFeedback feedback) {
    return feedback.getTime().toEpochMilli() + RaisedThresholds.DELAY_MILLIS;
  }
}
