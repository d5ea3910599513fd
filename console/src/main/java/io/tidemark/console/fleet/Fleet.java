package io.tidemark.console.fleet;

import io.tidemark.schemas.Coverage;
import io.tidemark.schemas.CoverageState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that are watched, in memory: about 400 bytes a key. Sorted at most once a second, so
 * that a page of a large fleet costs no more than its rows. Keys beyond the limit are left out, and
 * the page says so, until others are forgotten. Thread-safe.
 */
public final class Fleet {
  private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);
  private static final Duration SORTED_EVERY = Duration.ofSeconds(1);

  /** Key of what is said of a whole detector. */
  private static final String ALL_KEYS = "*";

  /** Keys that are kept. */
  static final int MOST_KEYS = 200_000;

  /** Characters of their names. */
  static final long MOST_TEXT = 50_000_000;

  /** Detectors whose keys are counted for the page. */
  static final int MOST_DETECTORS = 1_000;

  private static final Comparator<FleetRow> WORST_FIRST =
      Comparator.comparing(FleetRow::health).thenComparing(FleetRow::name);

  private final Duration stale;
  private final Clock clock;
  private final int mostKeys;
  private final long mostText;
  private final Map<KeyName, Reading> readings = new HashMap<>();
  private final Map<KeyName, Coverage> coverage = new HashMap<>();
  private boolean anyCovered;

  private OpenIncidents open = new OpenIncidents();

  private final Set<KeyName> known = new HashSet<>();
  private final Map<String, Instant> newest = new HashMap<>();
  private long text;
  private boolean leavesOut;
  private List<FleetRow> sorted = List.of();
  private Instant sortedAt = Instant.MIN;

  /**
   * @param stale a key is stale when its newest window lies this far behind its detector's newest,
   *     or came this long ago
   */
  public Fleet(Duration stale, Clock clock) {
    this(stale, clock, MOST_KEYS, MOST_TEXT);
  }

  Fleet(Duration stale, Clock clock, int mostKeys, long mostText) {
    this.stale = stale;
    this.clock = clock;
    this.mostKeys = mostKeys;
    this.mostText = mostText;
  }

  /**
   * There is such a key.
   *
   * @return whether it is kept; false where it is left out
   */
  public synchronized boolean known(KeyName name) {
    if (known.contains(name)) {
      return true;
    }
    if (known.size() >= mostKeys || text + length(name) > mostText) {
      if (!leavesOut) {
        LOG.warn("The fleet has {} keys; further ones are left out", known.size());
      }
      leavesOut = true;
      return false;
    }
    known.add(name);
    text += length(name);
    return true;
  }

  private static int length(KeyName name) {
    return name.detector().length() + name.key().length();
  }

  /**
   * A score came.
   *
   * @return whether its key is kept; false where it is left out
   */
  public synchronized boolean scored(KeyName name, Reading reading) {
    if (!known(name)) {
      return false;
    }
    readings.merge(
        name, reading, (old, now) -> now.windowEnd().isBefore(old.windowEnd()) ? old : now);
    newest.merge(name.detector(), reading.windowEnd(), (a, b) -> a.isAfter(b) ? a : b);
    return true;
  }

  /** The newest score of a key; null where none is known. */
  public synchronized @Nullable Reading reading(KeyName name) {
    return readings.get(name);
  }

  /**
   * Replaces the newest scores by those that {@code every} hands on. For the thread that tells of
   * scores.
   */
  public synchronized void rescore(Consumer<BiConsumer<KeyName, Reading>> every) {
    readings.clear();
    every.accept(this::scored);
  }

  /** Keys by detector and by what is said of whether they are watched. */
  public synchronized Map<String, Map<CoverageState, Integer>> coverage() {
    Map<String, Map<CoverageState, Integer>> counts = new TreeMap<>();
    coverage.forEach(
        (name, said) ->
            counts
                .computeIfAbsent(name.detector(), detector -> new EnumMap<>(CoverageState.class))
                .merge(said.getState(), 1, Integer::sum));
    return counts;
  }

  /**
   * It has been said whether a key is watched.
   *
   * @param said null where the key is forgotten
   */
  public synchronized void covered(KeyName name, @Nullable Coverage said) {
    anyCovered = true;
    if (name.key().equals(ALL_KEYS)) {
      return; // it is about no key
    }
    if (said == null) {
      coverage.remove(name);
    } else if (known(name)) {
      coverage.put(name, said);
    }
  }

  /** Whether it has been said of any key whether it is watched. */
  public synchronized boolean isCovered() {
    return anyCovered;
  }

  /**
   * An incident opened.
   *
   * @return an older incident of the key that no longer takes its scores; null where there is none
   */
  public synchronized @Nullable String opened(KeyName name, String alertId) {
    return known(name) ? open.add(name, alertId) : null;
  }

  /** An incident goes on. */
  public synchronized void lasts(KeyName name, String alertId) {
    if (known(name) && !open.leavesOut(name)) {
      open.add(name, alertId); // its first message was not read
    }
  }

  /**
   * Replaces the open incidents by those that {@code every} hands on, oldest first. For the thread
   * that tells of incidents.
   */
  public void reopen(Consumer<BiConsumer<KeyName, String>> every) {
    OpenIncidents all = new OpenIncidents();
    every.accept(
        (name, alertId) -> {
          if (known(name)) {
            all.add(name, alertId);
          }
        });
    replace(all);
  }

  private synchronized void replace(OpenIncidents all) {
    open = all;
  }

  /** An incident ended; others of the key go on. */
  public synchronized void resolved(KeyName name, String alertId) {
    open.remove(name, alertId);
    known(name);
  }

  /** Whether there is such a key and it is not left out. */
  public synchronized boolean keeps(KeyName name) {
    return known.contains(name);
  }

  /** Forgets all other keys, but for those of which it is said whether they are watched. */
  public synchronized void retain(Set<KeyName> names) {
    known.removeIf(name -> !names.contains(name) && !coverage.containsKey(name));
    readings.keySet().retainAll(names);
    open.retain(names);
    newest.keySet().retainAll(known.stream().map(KeyName::detector).collect(Collectors.toSet()));
    text = known.stream().mapToLong(Fleet::length).sum();
    leavesOut = false;
  }

  /** How many keys there are. */
  public synchronized int size() {
    return known.size();
  }

  /** A key as it is now; null where there is none of that name, or it is left out. */
  public synchronized @Nullable FleetRow find(KeyName name) {
    return known.contains(name) ? row(name, clock.instant()) : null;
  }

  private FleetRow row(KeyName name, Instant now) {
    return new FleetRow(
        name, health(name, now), readings.get(name), coverage.get(name), newestIncident(name));
  }

  /** The newest incidents of a key that last, in the order in which they opened. */
  public synchronized List<String> openIncidents(KeyName name) {
    return open.of(name);
  }

  /** The incidents of all keys that take their scores. */
  public synchronized Set<String> openIncidents() {
    return open.all();
  }

  /** The asked part of the fleet, at most a second old. */
  public FleetPage page(FleetQuery query) {
    List<FleetRow> rows = rows();
    boolean leavesOut = leavesOut();
    Map<String, Map<Health, Integer>> counts = new TreeMap<>();
    List<FleetRow> page = new ArrayList<>();
    int total = 0;
    for (FleetRow row : rows) {
      String detector = row.name().detector();
      if (counts.size() < MOST_DETECTORS || counts.containsKey(detector)) {
        counts
            .computeIfAbsent(detector, name -> new EnumMap<>(Health.class))
            .merge(row.health(), 1, Integer::sum);
      } else {
        leavesOut = true;
      }
      if (query.wants(row) && total++ >= query.offset() && page.size() < query.limit()) {
        page.add(row);
      }
    }
    return new FleetPage(total, page, counts, leavesOut);
  }

  private synchronized boolean leavesOut() {
    return leavesOut;
  }

  private synchronized List<FleetRow> rows() {
    Instant now = clock.instant();
    if (sortedAt.isBefore(now.minus(SORTED_EVERY))) {
      List<FleetRow> rows = new ArrayList<>(known.size());
      for (KeyName name : known) {
        rows.add(row(name, now));
      }
      rows.sort(WORST_FIRST);
      sorted = rows;
      sortedAt = now;
    }
    return sorted;
  }

  private @Nullable String newestIncident(KeyName name) {
    String newest = null;
    for (String id : openIncidents(name)) {
      newest = id;
    }
    return newest;
  }

  private Health health(KeyName name, Instant now) {
    if (open.has(name)) {
      return Health.INCIDENT;
    }
    Coverage said = coverage.get(name);
    if (said != null && said.getState() == CoverageState.BLIND) {
      return Health.BLIND;
    }
    if (said != null && said.getState() == CoverageState.WARMING_UP) {
      return Health.WARMING_UP;
    }
    Reading reading = readings.get(name);
    if (reading == null) {
      return Health.NORMAL;
    }
    Instant front = newest.getOrDefault(name.detector(), reading.windowEnd());
    if (reading.windowEnd().isBefore(front.minus(stale))
        || reading.receivedAt().isBefore(now.minus(stale))) {
      return Health.STALE;
    }
    return reading.isWarmingUp() ? Health.WARMING_UP : Health.NORMAL;
  }
}
