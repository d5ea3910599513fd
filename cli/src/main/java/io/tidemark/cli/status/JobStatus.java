package io.tidemark.cli.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tidemark.console.fleet.KeyName;
import io.tidemark.console.intake.CoverageReader.Said;
import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.detector.coverage.CoverageTracker;
import io.tidemark.schemas.Coverage;
import io.tidemark.schemas.PrintableText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a coverage topic says.
 *
 * @param topic its name
 * @param newest when its newest record was written; null where it has none
 * @param stale whether that is so long ago that the job does not run
 * @param detectors by name
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobStatus(
    String topic, @Nullable Instant newest, boolean stale, List<DetectorStatus> detectors) {
  /** The job says of each key how it is at least this often. */
  private static final Duration OLD = CoverageTracker.AGAIN.multipliedBy(3);

  /** Gathers what a topic says, record by record: the newest of a key counts. */
  public static final class Builder {
    private final Map<KeyName, Said> newest = new HashMap<>();
    private @Nullable Instant latest;

    /** Takes the next record. */
    public void add(Said said) {
      latest = latest == null || said.written().isAfter(latest) ? said.written() : latest;
      if (said.coverage() == null) {
        newest.remove(said.name());
      } else {
        newest.put(said.name(), said);
      }
    }

    /**
     * The status as of now.
     *
     * @param expected detectors that are listed although nothing was said of them
     * @param only of this detector; null: of all
     * @param every whether keys that are watched by all their readings are listed too
     */
    public JobStatus build(
        String topic,
        Instant now,
        Duration staleAfter,
        Collection<String> expected,
        @Nullable String only,
        boolean every) {
      Map<String, List<KeyStatus>> keys = new TreeMap<>();
      expected.forEach(name -> keys.put(name, new ArrayList<>()));
      for (Said said : newest.values()) {
        Coverage coverage = said.coverage();
        List<KeyStatus> ofDetector =
            keys.computeIfAbsent(said.name().detector(), unseen -> new ArrayList<>());
        if (coverage != null && !said.name().key().equals(FleetDrift.ALL_KEYS)) {
          ofDetector.add(KeyStatus.of(said, coverage, isOld(said)));
        }
      }
      return new JobStatus(
          topic,
          latest,
          latest == null || latest.isBefore(now.minus(staleAfter)),
          keys.entrySet().stream()
              .filter(detector -> only == null || only.equals(detector.getKey()))
              .map(detector -> detector(detector.getKey(), detector.getValue(), every))
              .toList());
    }

    private boolean isOld(Said said) {
      return latest != null && said.written().isBefore(latest.minus(OLD));
    }

    private static DetectorStatus detector(String name, List<KeyStatus> keys, boolean every) {
      Map<String, Integer> states = new HashMap<>();
      Map<String, Integer> reasons = new HashMap<>();
      for (KeyStatus key : keys) {
        states.merge(key.state(), 1, Integer::sum);
        if (key.state().equals(KeyStatus.BLIND) && key.reason() != null) {
          reasons.merge(key.reason(), 1, Integer::sum);
        }
      }
      Map<String, Integer> mostFirst = new LinkedHashMap<>();
      reasons.entrySet().stream()
          .sorted(
              Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                  .thenComparing(Map.Entry.comparingByKey()))
          .forEach(reason -> mostFirst.put(reason.getKey(), reason.getValue()));
      return new DetectorStatus(
          PrintableText.of(name),
          states.getOrDefault(KeyStatus.WATCHED, 0),
          states.getOrDefault(KeyStatus.WARMING_UP, 0),
          states.getOrDefault(KeyStatus.BLIND, 0),
          states.getOrDefault(KeyStatus.UNKNOWN, 0),
          mostFirst,
          keys.stream()
              .filter(key -> every || !key.isWatched() || key.detail() != null)
              .sorted(Comparator.comparing(KeyStatus::since).thenComparing(KeyStatus::key))
              .toList());
    }
  }
}
