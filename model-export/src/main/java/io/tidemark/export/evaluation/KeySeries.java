package io.tidemark.export.evaluation;

import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Unwatched;
import io.tidemark.export.table.TableRow;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The ticks of one key in time order. */
final class KeySeries {
  private final String key;
  private final long tickMillis;
  private final TreeMap<Long, ScoredTick> ticks = new TreeMap<>();
  private boolean rarerThanTick;

  KeySeries(String key, long tickMillis) {
    this.key = key;
    this.tickMillis = tickMillis;
  }

  String key() {
    return key;
  }

  /** A row of the key. */
  void row(long eventTimeMillis, TableRow row) {
    long tick = Math.floorDiv(eventTimeMillis, tickMillis);
    ScoredTick known = ticks.putIfAbsent(tick, new ScoredTick(row));
    if (known != null) {
      known.add(row);
    }
  }

  /** A score of the warm-up; one that was learned from another table has no tick here. */
  void calibrated(ScoredWindow scored) {
    ScoredTick tick = ticks.get(lastTick(scored));
    if (tick != null) {
      tick.calibrated(scored.score());
    }
  }

  /** A tick closed without a window to judge; one of another table has no tick here. */
  void unwatched(long endMillis, Unwatched reason) {
    ScoredTick tick = ticks.get(Math.floorDiv(endMillis, tickMillis) - 1);
    if (tick != null) {
      tick.unwatched(reason);
    }
  }

  /** A row of this table came too late for its tick. */
  void late(long eventTimeMillis) {
    ScoredTick tick = ticks.get(Math.floorDiv(eventTimeMillis, tickMillis));
    if (tick != null) {
      tick.late();
    }
  }

  /** Most rows of the key are so far apart that no gap or warm-up is to blame. */
  void rarerThanTick() {
    rarerThanTick = true;
  }

  /** Why a tick has no verdict; null where it has one. */
  @Nullable Unwatched unwatched(ScoredTick tick) {
    Unwatched reason = tick.unwatched();
    return rarerThanTick && (reason == Unwatched.GAP || reason == Unwatched.WARM_UP)
        ? Unwatched.RARER_THAN_TICK
        : reason;
  }

  /** Ticks that nobody watched, by the reason; one between two windows is in the later of them. */
  Map<Unwatched, Integer> unwatched() {
    Map<Unwatched, Integer> counts = new EnumMap<>(Unwatched.class);
    for (ScoredTick tick : ticks.values()) {
      Unwatched reason = unwatched(tick);
      if (reason != null && reason != Unwatched.STRIDE) {
        counts.merge(reason, 1, Integer::sum);
      }
    }
    return counts;
  }

  ScoredTick first() {
    return ticks.firstEntry().getValue();
  }

  ScoredTick last() {
    return ticks.lastEntry().getValue();
  }

  /** From its first tick to its last. */
  Period span() {
    return Period.ofTicks(first().time(), last().time(), tickMillis);
  }

  /** A verdict; in time order. */
  void judged(Verdict verdict) {
    tickOf(verdict.scored()).judged(verdict);
  }

  Collection<ScoredTick> ticks() {
    return ticks.values();
  }

  /** The ticks that count: those with a verdict. */
  List<ScoredTick> judgedTicks() {
    return ticks.values().stream().filter(ScoredTick::judged).toList();
  }

  private ScoredTick tickOf(ScoredWindow scored) {
    return Objects.requireNonNull(
        ticks.get(lastTick(scored)), "no row in the last tick of a window");
  }

  private long lastTick(ScoredWindow scored) {
    return Math.floorDiv(scored.window().endMillis(), tickMillis) - 1;
  }
}
