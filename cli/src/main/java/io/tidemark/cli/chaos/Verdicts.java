package io.tidemark.cli.chaos;

import io.tidemark.cli.audit.AlertReplay.Difference;
import io.tidemark.schemas.AnomalyAlert;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How committed alerts compare with what an undisturbed run tells.
 *
 * @param expected messages of the undisturbed run
 * @param lost expected and not told
 * @param duplicated told more than once
 * @param different told otherwise, or told and not expected
 */
public record Verdicts(int expected, int lost, int duplicated, int different) {
  /** Largest difference of a number in a message, relative above 1. */
  private static final double TOLERANCE = 1e-5;

  /** Compares; where the events lie differs between a broker and a list, and is left out. */
  static Verdicts of(List<AnomalyAlert> expected, List<AnomalyAlert> found) {
    Map<String, AnomalyAlert> wanted = new HashMap<>();
    expected.forEach(alert -> wanted.put(id(alert), alert));
    Map<String, AnomalyAlert> told = new HashMap<>();
    int duplicated = 0;
    int different = 0;
    for (AnomalyAlert alert : found) {
      if (told.put(id(alert), alert) != null) {
        duplicated++;
        continue;
      }
      AnomalyAlert same = wanted.get(id(alert));
      if (same == null
          || Difference.between(withoutSources(same), withoutSources(alert)).largest()
              > TOLERANCE) {
        different++;
      }
    }
    int lost = (int) wanted.keySet().stream().filter(id -> !told.containsKey(id)).count();
    return new Verdicts(expected.size(), lost, duplicated, different);
  }

  /** Whether nothing was lost, told twice or told otherwise. */
  boolean clean() {
    return lost == 0 && duplicated == 0 && different == 0;
  }

  private static AnomalyAlert withoutSources(AnomalyAlert alert) {
    return AnomalyAlert.newBuilder(alert).setSources(List.of()).build();
  }

  private static String id(AnomalyAlert alert) {
    return alert.getAlertId() + "/" + alert.getSequence();
  }
}
