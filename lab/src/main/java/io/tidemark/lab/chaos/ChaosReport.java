package io.tidemark.lab.chaos;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of a chaos run.
 *
 * @param faults how many of each kind
 * @param recoverySeconds for each kind, seconds from each fault to the end of the first checkpoint
 *     that began after it
 * @param skipped kinds that this machine does not allow, with the reason
 * @param events events sent
 * @param poison records sent that are no events
 * @param deadLetters dead letters committed
 * @param heldBackSeconds how long transactions that nobody owns any more held back readers at the
 *     end
 * @param verdicts the alerts
 */
public record ChaosReport(
    Map<String, Integer> faults,
    Map<String, List<Double>> recoverySeconds,
    Map<String, String> skipped,
    long events,
    long poison,
    long deadLetters,
    double heldBackSeconds,
    Verdicts verdicts) {

  /** Whether nothing was lost, told twice or told otherwise. */
  public boolean clean() {
    return verdicts.clean() && deadLetters == poison;
  }

  /** For JSON. */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("faults", faults);
    map.put("recoverySeconds", recoverySeconds);
    map.put("skipped", skipped);
    map.put("events", events);
    map.put("poison", poison);
    map.put("deadLetters", deadLetters);
    map.put("heldBackSeconds", heldBackSeconds);
    map.put("alerts", verdicts.expected());
    map.put("lost", verdicts.lost());
    map.put("duplicated", verdicts.duplicated());
    map.put("different", verdicts.different());
    map.put("examples", verdicts.examples());
    return map;
  }
}
