package io.tidemark.export.window;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Durations;
import io.tidemark.detector.definition.WindowSpec;
import io.tidemark.detector.tick.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How often the observations of a table or topic come, and which readings they have: what explains
 * that no window came of them.
 */
public final class InputProfile {
  private final DetectorDefinition definition;
  private final WindowSpec spec;
  private final Map<String, Key> keys = new HashMap<>();
  private final long[] withValue;
  private long observations;
  private long late;
  private @Nullable Observation firstLate;

  public InputProfile(DetectorDefinition definition) {
    this.definition = definition;
    spec = definition.window();
    withValue = new long[definition.features().size()];
  }

  /** Takes each observation in the order of its key. */
  public void add(Observation observation) {
    observations++;
    for (int f = 0; f < withValue.length; f++) {
      withValue[f] += Double.isNaN(observation.values()[f]) ? 0 : 1;
    }
    keys.computeIfAbsent(observation.key(), Key::new)
        .add(Math.floorDiv(observation.eventTimeMillis(), spec.tick().toMillis()), spec.maxGap());
  }

  /** Takes an observation, already added, that came too late for its tick. */
  public void late(Observation observation) {
    late++;
    firstLate = firstLate == null ? observation : firstLate;
  }

  public long observations() {
    return observations;
  }

  /** Observations that came too late for their tick. */
  public long late() {
    return late;
  }

  /** How many observations came too late for their tick, by which rule, and the first of them. */
  public String lateWords() {
    return String.format(
        Locale.ROOT,
        "%,d of %,d events came too late for their tick: they are behind the newest event of their"
            + " key by more than window.lateness, %s%s",
        late,
        observations,
        Durations.format(spec.lateness()),
        firstLate == null
            ? ""
            : ", such as the one of %s at %s"
                .formatted(firstLate.key(), Instant.ofEpochMilli(firstLate.eventTimeMillis())));
  }

  /** Whether most events of the key are so far apart that its window starts over between them. */
  public boolean rarerThanTick(String key) {
    Key known = keys.get(key);
    return known != null && 2 * known.gaps > known.steps.values().stream().mapToInt(n -> n).sum();
  }

  /** Features that have no value in any observation, of those that are missing without one. */
  public List<String> featuresWithoutValue() {
    return IntStream.range(0, withValue.length)
        .filter(f -> observations > 0 && withValue[f] == 0)
        .filter(f -> !definition.features().get(f).aggregate().zeroWhenEmpty())
        .mapToObj(this::name)
        .toList();
  }

  /** Why there was no window, or none with a verdict, in words that follow a colon. */
  public String whyNoWindow() {
    if (observations == 0) {
      return "it has no event that says anything to detector " + definition.name();
    }
    if (2 * late > observations) {
      return lateWords() + "; sort the rows by time, or by key and time";
    }
    int rarest = rarestFeature();
    if (rarest >= 0 && withValue[rarest] == 0) {
      return "feature %s has no value in any event".formatted(name(rarest));
    }
    int step = medianStep();
    if (step > spec.maxGap() + 1) {
      return rareEvents(step);
    }
    Key longest = most(key -> key.longest);
    if (longest.longest < spec.length()) {
      return brokenWindows(longest);
    }
    Key fullest = most(key -> key.ticks);
    if (fullest.ticks <= definition.baseline().warmup()) {
      return shortWarmUps(fullest);
    }
    return rarest < 0 ? "no window was whole" : rareReadings(rarest);
  }

  private String rareEvents(int step) {
    return String.format(
        Locale.ROOT,
        "a key's events come %s apart (median), and a window starts over when more than"
            + " window.maxGap, %,d ticks of %s, pass without one; set window.tick to %s or more",
        ticks(step),
        spec.maxGap(),
        ticks(1),
        ticks(step));
  }

  private String brokenWindows(Key longest) {
    return String.format(
        Locale.ROOT,
        "a window has %,d ticks, and no key has as many in a row with gaps of at most"
            + " window.maxGap, %,d ticks of %s; %s has the most, %,d",
        spec.length(),
        spec.maxGap(),
        ticks(1),
        longest.name,
        longest.longest);
  }

  private String shortWarmUps(Key fullest) {
    return String.format(
        Locale.ROOT,
        "a key warms up for baseline.warmup, %,d ticks with events, before its first verdict, and"
            + " %s has the most, %,d",
        definition.baseline().warmup(),
        fullest.name,
        fullest.ticks);
  }

  private String rareReadings(int feature) {
    return String.format(
        Locale.ROOT,
        "feature %s has a value in %,d of %,d events, and a value is carried on for at most"
            + " window.maxGap, %,d ticks of %s",
        name(feature),
        withValue[feature],
        observations,
        spec.maxGap(),
        ticks(1));
  }

  /** The feature with fewest values of those that are missing without one; -1 where none is. */
  private int rarestFeature() {
    return IntStream.range(0, withValue.length)
        .filter(f -> !definition.features().get(f).aggregate().zeroWhenEmpty())
        .boxed()
        .min(Comparator.comparingLong(f -> withValue[f]))
        .orElse(-1);
  }

  private String name(int feature) {
    return definition.features().get(feature).name();
  }

  private String ticks(int count) {
    return Durations.format(Duration.ofMillis(spec.tick().toMillis() * count));
  }

  private Key most(ToIntFunction<Key> figure) {
    return keys.values().stream()
        .max(Comparator.comparingInt(figure).thenComparing(key -> key.name))
        .orElseThrow();
  }

  /** Ticks from an event tick of a key to its next: the median over all keys; 0 where none is. */
  private int medianStep() {
    TreeMap<Integer, Integer> all = new TreeMap<>();
    keys.values().forEach(key -> key.steps.forEach((step, n) -> all.merge(step, n, Integer::sum)));
    int left = all.values().stream().mapToInt(n -> n).sum() / 2;
    for (Map.Entry<Integer, Integer> step : all.entrySet()) {
      left -= step.getValue();
      if (left < 0) {
        return step.getKey();
      }
    }
    return 0;
  }

  /** The ticks of a key that had events. */
  private static final class Key {
    private final String name;
    private final Map<Integer, Integer> steps = new HashMap<>();
    private long last;
    private int ticks;
    private int gaps;
    private int run;
    private int longest;

    Key(String name) {
      this.name = name;
    }

    void add(long tick, int maxGap) {
      if (ticks > 0 && tick <= last) {
        return;
      }
      int step = ticks == 0 ? 0 : (int) Math.min(tick - last, Integer.MAX_VALUE);
      if (step > 0) {
        steps.merge(step, 1, Integer::sum);
      }
      boolean gap = step > maxGap + 1;
      gaps += gap ? 1 : 0;
      run = step == 0 || gap ? 1 : run + step;
      longest = Math.max(longest, run);
      last = tick;
      ticks++;
    }
  }
}
