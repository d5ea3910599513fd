package io.tidemark.export.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import io.tidemark.detector.definition.TimeRule;
import io.tidemark.detector.mapping.LeafTimes;
import io.tidemark.schemas.wire.TimeFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which field of the events is their time.
 *
 * @param path where it is; null: only the records' timestamps tell it
 * @param format how it is written; null where the schema says so
 * @param zone whose clock times without a zone follow; null where all name theirs
 * @param others paths of other times, which are no features
 * @param doubt what is uncertain about it; null for nothing
 */
record TimeChoice(
    @Nullable String path,
    @Nullable TimeFormat format,
    @Nullable ZoneId zone,
    Set<String> others,
    @Nullable String doubt) {
  private static final int LOOKED_AT = 2_000;
  private static final double PRESENT = 0.95;
  private static final int ANSWERS = 4;
  private static final long FIRST = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();
  private static final long LAST = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();
  private static final Duration QUARTER = Duration.ofMinutes(15);
  private static final List<TimeFormat> NUMBERS =
      List.of(TimeFormat.UNIX, TimeFormat.UNIX_MS, TimeFormat.UNIX_US, TimeFormat.UNIX_NS);

  /** A path whose values are times. */
  private record Found(
      String path, @Nullable TimeFormat format, boolean zoneless, double score, double offset) {}

  /** Reads the time of a leaf, in microseconds since the epoch; empty where it is none. */
  OptionalLong micros(SampledEvent event) {
    if (path == null) {
      return OptionalLong.of(event.record().timestampMillis() * 1000);
    }
    JsonNode leaf = event.leaf(path);
    return leaf.isMissingNode() ? OptionalLong.empty() : times(format, zone).micros(leaf);
  }

  private static LeafTimes times(@Nullable TimeFormat format, @Nullable ZoneId zone) {
    TimeFormat known = format == null ? TimeFormat.ISO8601 : format;
    return new LeafTimes(new TimeRule(List.of(), known, null, zone, null));
  }

  static TimeChoice of(List<SampledEvent> all, Questions questions) {
    List<SampledEvent> events = all.subList(0, Math.min(all.size(), LOOKED_AT));
    Map<String, Integer> counts = new HashMap<>();
    events.forEach(event -> event.leaves().keySet().forEach(p -> counts.merge(p, 1, Integer::sum)));
    List<Found> found = new ArrayList<>();
    Set<String> times = new HashSet<>();
    counts.forEach(
        (path, count) -> {
          Found candidate = path.startsWith("@") ? null : look(path, events, count);
          if (candidate != null) {
            times.add(path);
            if (count >= PRESENT * events.size()) {
              found.add(candidate);
            }
          }
        });
    found.sort(
        Comparator.comparingDouble(Found::score)
            .thenComparing(candidate -> -candidate.path().length())
            .thenComparing(Found::path, Comparator.reverseOrder())
            .reversed());
    if (found.isEmpty()) {
      return new TimeChoice(
          null, null, null, times, "no field holds a time; the records' timestamps count");
    }
    List<String> options = found.stream().limit(ANSWERS).map(Found::path).toList();
    String answer = questions.ask("Which field is the time of the event?", options);
    Found best = found.get(options.indexOf(answer));
    times.remove(best.path());
    ZoneId zone = best.zoneless() ? zone(best.offset()) : null;
    String doubt =
        zone == null
            ? null
            : "its times name no zone; compared with the records' timestamps it is "
                + (zone.equals(ZoneOffset.UTC) ? "UTC" : zone);
    return new TimeChoice(best.path(), best.format(), zone, times, doubt);
  }

  private static @Nullable Found look(String path, List<SampledEvent> events, int count) {
    List<SampledEvent> having =
        events.stream().filter(event -> event.leaves().containsKey(path)).toList();
    JsonNode first = having.get(0).leaf(path);
    if (first instanceof POJONode) {
      return found(path, null, false, having, 1);
    }
    for (TimeFormat format :
        first.isTextual() && !isNumber(first) ? List.of(TimeFormat.ISO8601) : NUMBERS) {
      for (boolean zoneless :
          format == TimeFormat.ISO8601 ? new boolean[] {false, true} : new boolean[] {false}) {
        Found found = found(path, format, zoneless, having, 0);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private static boolean isNumber(JsonNode leaf) {
    return leaf.asText().matches("\\d+(\\.\\d+)?");
  }

  private static @Nullable Found found(
      String path,
      @Nullable TimeFormat format,
      boolean zoneless,
      List<SampledEvent> having,
      double bonus) {
    LeafTimes times = times(format, zoneless ? ZoneOffset.UTC : null);
    Map<Integer, Long> last = new HashMap<>();
    List<Double> behind = new ArrayList<>();
    Set<Long> distinct = new HashSet<>();
    long forward = 0;
    long steps = 0;
    for (SampledEvent event : having) {
      OptionalLong micros = times.micros(event.leaf(path));
      long millis = micros.orElse(Long.MIN_VALUE) / 1000;
      if (millis < FIRST || millis > LAST) {
        return null;
      }
      distinct.add(millis);
      Long before = last.put(event.record().source().partition(), millis);
      if (before != null) {
        steps++;
        forward += millis >= before ? 1 : 0;
      }
      if (event.record().timestampMillis() >= 0) {
        behind.add((event.record().timestampMillis() - millis) / 1000.0);
      }
    }
    double offset = behind.isEmpty() ? 0 : Statistics.median(behind);
    double score = Words.time(path) + bonus;
    score += steps == 0 ? 0 : (double) forward / steps;
    score += Math.abs(offset) < 3600 ? 1 : 0;
    score -= distinct.size() < having.size() / 100.0 + 2 && having.size() > 20 ? 4 : 0;
    return new Found(path, format, zoneless, score, offset);
  }

  /** The zone whose clock is so far ahead of the records' timestamps, within 14 hours. */
  private static ZoneId zone(double behindSeconds) {
    long quarters = Math.round(-behindSeconds / QUARTER.toSeconds());
    boolean exact =
        Math.abs(-behindSeconds - quarters * (double) QUARTER.toSeconds()) < 60
            && Math.abs(quarters) <= 14 * 4;
    return exact && quarters != 0
        ? ZoneOffset.ofTotalSeconds((int) (quarters * QUARTER.toSeconds()))
        : ZoneOffset.UTC;
  }
}
