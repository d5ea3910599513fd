package io.tidemark.export.evaluation;

import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.export.table.TableRow;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** The ticks of one key in time order. */
final class KeySeries {
  private final String key;
  private final long tickMillis;
  private final int openAfter;
  private final AlarmRun alarms;
  private final TreeMap<Long, ScoredTick> ticks = new TreeMap<>();

  KeySeries(String key, long tickMillis, int openAfter) {
    this.key = key;
    this.tickMillis = tickMillis;
    this.openAfter = openAfter;
    alarms = new AlarmRun(openAfter);
  }

  String key() {
    return key;
  }

  /** Anomalous ticks in a row that make an alarm. */
  int openAfter() {
    return openAfter;
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

  /** A verdict; in time order. */
  void judged(Verdict verdict) {
    tickOf(verdict.scored()).judged(verdict, alarms.next(verdict.anomalous()));
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
