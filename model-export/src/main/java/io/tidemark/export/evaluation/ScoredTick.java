package io.tidemark.export.evaluation;

import io.tidemark.detector.calibration.LevelTail;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.window.Unwatched;
import io.tidemark.export.table.TableRow;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A tick of a key that had input, and what became of the window that ends with it. */
final class ScoredTick {
  private String timestamp;
  private Instant time;
  private long row;
  private boolean label;
  private double score = Double.NaN;
  private double pValue = Double.NaN;
  private double evidence = Double.NaN;
  private double threshold = Double.NaN;
  private double level = Double.NaN;
  private @Nullable LevelTail tail;
  private @Nullable Unwatched unwatched;
  private boolean matters;
  private boolean judged;
  private boolean open;

  ScoredTick(TableRow first) {
    timestamp = first.timestamp();
    time = first.time();
    row = first.number();
    label = first.label();
  }

  /** Takes another row of the tick; the latest gives the time, any can give the label. */
  void add(TableRow another) {
    label |= another.label();
    if (!another.time().isBefore(time)) {
      timestamp = another.timestamp();
      time = another.time();
      row = another.number();
    }
  }

  /** The window that ends here taught the key's threshold. */
  void calibrated(float windowScore) {
    score = windowScore;
  }

  /** No window to judge ends here. */
  void unwatched(Unwatched reason) {
    unwatched = reason;
  }

  /** A row of the tick came after it had closed; with other rows in time that changes nothing. */
  void late() {
    unwatched = unwatched == null ? Unwatched.LATE : unwatched;
  }

  /** The window that ends here got a verdict. */
  void judged(Verdict verdict) {
    score = verdict.score();
    pValue = verdict.pValue();
    evidence = verdict.evidence();
    threshold = verdict.threshold();
    level = verdict.level();
    tail = verdict.tail();
    matters = verdict.matters();
    judged = true;
    open = verdict.anomalous();
  }

  /** Time of the last row as written in the table. */
  String timestamp() {
    return timestamp;
  }

  /** Time of the last row. */
  Instant time() {
    return time;
  }

  /** Seconds since the epoch. */
  double seconds() {
    return time.getEpochSecond() + time.getNano() / 1e9;
  }

  /** Number of the last row. */
  long row() {
    return row;
  }

  /** Whether a row of the tick is labelled anomalous. */
  boolean label() {
    return label;
  }

  /** NaN where no window ends. */
  double score() {
    return score;
  }

  /** NaN unless judged. */
  double pValue() {
    return pValue;
  }

  /** NaN unless judged. */
  double evidence() {
    return evidence;
  }

  /** NaN unless judged. */
  double level() {
    return level;
  }

  /** What the level was held against; null unless judged. */
  @Nullable LevelTail tail() {
    return tail;
  }

  /** Whether the deviation is of any interest to the definition; false unless judged. */
  boolean matters() {
    return matters;
  }

  /** NaN unless judged. */
  double threshold() {
    return threshold;
  }

  /** Whether the window got a verdict: the warm-up is over. */
  boolean judged() {
    return judged;
  }

  /**
   * Why there is no verdict; null where there is one. A window that was learned, or dropped because
   * the key began to learn again, is one of a warm-up.
   */
  @Nullable Unwatched unwatched() {
    if (judged) {
      return null;
    }
    return unwatched == null ? Unwatched.WARM_UP : unwatched;
  }

  /** Whether an incident is open. */
  boolean open() {
    return open;
  }
}
