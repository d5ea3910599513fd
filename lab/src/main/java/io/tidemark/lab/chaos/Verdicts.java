package io.tidemark.lab.chaos;

import io.tidemark.cli.audit.AlertReplay.Difference;
import io.tidemark.schemas.AnomalyAlert;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * How committed alerts compare with what an undisturbed run tells.
 *
 * @param expected messages of the undisturbed run
 * @param lost expected and not told
 * @param duplicated told more than once
 * @param different told otherwise, or told and not expected
 * @param examples some of these, one line each
 */
public record Verdicts(
    int expected, int lost, int duplicated, int different, List<String> examples) {
  private static final int MOST_EXAMPLES = 20;

  /** Largest difference of a number in a message, relative above 1. */
  private static final double TOLERANCE = 1e-5;

  /** Compares; where the events lie differs between a broker and a list, and is left out. */
  static Verdicts of(List<AnomalyAlert> expected, List<AnomalyAlert> found) {
    Map<String, AnomalyAlert> wanted = new HashMap<>();
    expected.forEach(alert -> wanted.put(id(alert), alert));
    Map<String, AnomalyAlert> told = new HashMap<>();
    List<String> examples = new ArrayList<>();
    int duplicated = 0;
    int different = 0;
    for (AnomalyAlert alert : found) {
      if (told.put(id(alert), alert) != null) {
        duplicated++;
        examples.add("duplicated: " + line(alert));
        continue;
      }
      AnomalyAlert same = wanted.get(id(alert));
      if (same == null
          || Difference.between(withoutSources(same), withoutSources(alert)).largest()
              > TOLERANCE) {
        different++;
        examples.add((same == null ? "not expected: " : "different: ") + line(alert));
      }
    }
    List<AnomalyAlert> lost =
        expected.stream().filter(alert -> !told.containsKey(id(alert))).toList();
    lost.forEach(alert -> examples.add("lost: " + line(alert)));
    Collections.shuffle(examples, new Random(1)); // some of each kind
    return new Verdicts(
        expected.size(),
        lost.size(),
        duplicated,
        different,
        examples.stream().limit(MOST_EXAMPLES).toList());
  }

  /** Whether nothing was lost, told twice or told otherwise. */
  boolean clean() {
    return lost == 0 && duplicated == 0 && different == 0;
  }

  private static AnomalyAlert withoutSources(AnomalyAlert alert) {
    return AnomalyAlert.newBuilder(alert).setSources(List.of()).build();
  }

  private static String line(AnomalyAlert alert) {
    return "%s %s %s of %s at %s"
        .formatted(
            id(alert), alert.getKind(), alert.getState(), alert.getKey(), alert.getUpdatedAt());
  }

  private static String id(AnomalyAlert alert) {
    return alert.getAlertId() + "/" + alert.getSequence();
  }
}
