package io.tidemark.detector.coverage;

import static io.tidemark.detector.coverage.KeyCoverage.NONE;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Durations;
import io.tidemark.detector.definition.WindowSpec;
import io.tidemark.detector.window.KeyWindow;
import io.tidemark.detector.window.Unwatched;
import io.tidemark.detector.window.Window;
import io.tidemark.schemas.BlindReason;
import io.tidemark.schemas.Coverage;
import io.tidemark.schemas.CoverageState;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Derives from what a detector's line reports whether each key is watched, and tells it when it
 * changes, with each tenth of a warm-up and once in {@link #AGAIN}. All times are log time, so that
 * the same log tells the same. The state of a key is a {@link KeyCoverage} that the host keeps.
 */
public final class CoverageTracker {
  /** Log time after which it is told again how a key is, although nothing has changed. */
  public static final Duration AGAIN = Duration.ofHours(1);

  /** Fewer gaps in a row, or deliveries of stored events, are no pattern yet. */
  private static final int PATTERN = 3;

  /** Parts of a warm-up that are told. */
  private static final int STEPS = 10;

  /** A key whose events are rarer than the tick is silent after this many times their distance. */
  private static final int RARE_SILENCE = 10;

  private static final long LONGEST_USUAL_SILENCE = Duration.ofDays(1).toMillis();

  private final DetectorDefinition definition;
  private final WindowSpec spec;
  private final Consumer<CoverageChange> out;
  private final long tickMillis;
  private final long silenceMillis;
  private final int ticksToLearn;

  public CoverageTracker(DetectorDefinition definition, Consumer<CoverageChange> out) {
    this.definition = definition;
    this.out = out;
    spec = definition.window();
    tickMillis = spec.tick().toMillis();
    silenceMillis = (spec.maxGap() + 1L) * tickMillis + spec.lateness().toMillis();
    ticksToLearn = Math.max(definition.baseline().warmup(), spec.length());
  }

  /** Takes that the log has come so far for a key, before anything else that happens then. */
  public void reach(KeyCoverage coverage, long logMillis) {
    coverage.now = Math.max(coverage.now, logMillis);
  }

  /**
   * Takes an event of a key.
   *
   * @param fits whether its time fits the key's clock
   * @param late whether it does not because its tick is closed; else it leaps ahead
   */
  public void event(
      String key, KeyCoverage coverage, KeyWindow window, boolean fits, boolean late) {
    if (!fits) {
      unfit(key, coverage, window, late ? BlindReason.LATE : BlindReason.CLOCK_SET);
      return;
    }
    if (coverage.fitted != NONE && coverage.now - coverage.fitted > silenceMillis) {
      coverage.ended = coverage.now - coverage.fitted;
    }
    coverage.fitted = coverage.now;
    coverage.unfit = null;
    CoverageStatus status = coverage.status;
    if (status == null) {
      show(key, coverage, window, CoverageStatus.WARMING_UP);
    } else if (isOfEvents(status)) {
      coverage.tickEnd = NONE;
      // Until its next tick closes it is not known whether the window is whole.
      show(key, coverage, window, returned(window));
    } else {
      remind(key, coverage, window);
    }
  }

  /** Takes that a record of a key cannot be used, and why. */
  public void refused(String key, KeyCoverage coverage, KeyWindow window, BlindReason reason) {
    unfit(key, coverage, window, reason);
  }

  private void unfit(String key, KeyCoverage coverage, KeyWindow window, BlindReason reason) {
    coverage.unfit = reason;
    if (coverage.fitted == NONE || silent(coverage)) {
      show(key, coverage, window, CoverageStatus.blind(reason));
    } else {
      remind(key, coverage, window);
    }
  }

  /** Whether a status says something of the events that come, rather than of windows. */
  private static boolean isOfEvents(CoverageStatus status) {
    return status.is(BlindReason.SILENT)
        || status.is(BlindReason.LATE)
        || status.is(BlindReason.UNDECODABLE)
        || status.is(BlindReason.INVALID);
  }

  private CoverageStatus returned(KeyWindow window) {
    return learning(window) ? CoverageStatus.WARMING_UP : CoverageStatus.blind(BlindReason.GAP);
  }

  private boolean learning(KeyWindow window) {
    return window.warmingUp() || window.learnedTicks() < ticksToLearn;
  }

  /**
   * Takes that a key's window started over before it was whole.
   *
   * @param missing ticks without an event; 0 where a reading is missing
   */
  public void brokeOff(KeyCoverage coverage, long missing) {
    if (missing > 0) {
      coverage.breaks = Math.min(coverage.breaks + 1, PATTERN);
      coverage.apart = (int) Math.min(missing + 1, Integer.MAX_VALUE);
    }
  }

  /** Takes that the key's clock was set. */
  public void clockSet(KeyCoverage coverage) {
    coverage.tickEnd = NONE;
  }

  /** Takes that a tick of a key has closed, which ends at {@code endMillis}, without a window. */
  public void closed(
      String key, KeyCoverage coverage, KeyWindow window, long endMillis, Unwatched reason) {
    if (window.whole()) {
      coverage.breaks = 0;
    }
    settle(coverage, reason == Unwatched.GAP);
    if (reason == Unwatched.STRIDE) {
      return;
    }
    coverage.tickEnd = endMillis;
    show(key, coverage, window, status(coverage, window, reason));
  }

  private CoverageStatus status(KeyCoverage coverage, KeyWindow window, Unwatched reason) {
    if (coverage.breaks >= PATTERN) {
      return CoverageStatus.blind(BlindReason.RARER_THAN_TICK);
    }
    return switch (reason) {
      case GAP -> CoverageStatus.blind(BlindReason.GAP);
      case CLOCK_SET -> CoverageStatus.blind(BlindReason.CLOCK_SET);
      // The first events of a key may bring its readings one by one.
      case READING_MISSING ->
          window.observedTicks() <= spec.maxGap()
              ? CoverageStatus.WARMING_UP
              : CoverageStatus.blind(BlindReason.READING_MISSING);
      default -> CoverageStatus.WARMING_UP;
    };
  }

  /**
   * Learns from the end of a silence.
   *
   * @param gap whether events are missing
   */
  private static void settle(KeyCoverage coverage, boolean gap) {
    if (coverage.ended == 0) {
      return;
    }
    coverage.storedInRow = gap ? 0 : Math.min(coverage.storedInRow + 1, PATTERN);
    coverage.usualSilence =
        coverage.storedInRow < PATTERN
            ? 0
            : Math.min(LONGEST_USUAL_SILENCE, Math.max(coverage.usualSilence, 2 * coverage.ended));
    coverage.ended = 0;
  }

  /** Takes that a window of a key has a verdict. */
  public void judged(String key, KeyCoverage coverage, KeyWindow state, Window window) {
    if (isCurrent(coverage, window)) {
      boolean live = window.phase() == Window.Phase.LIVE;
      show(key, coverage, state, live ? CoverageStatus.WATCHED : CoverageStatus.WARMING_UP);
    }
  }

  /**
   * Takes that a window of a key was learned and not judged.
   *
   * @param needed windows that the key must learn of the model
   * @param missing how many of them it still lacks
   */
  public void learned(
      String key, KeyCoverage coverage, KeyWindow state, Window window, int needed, int missing) {
    if (window.phase() == Window.Phase.LIVE && isCurrent(coverage, window)) {
      coverage.needed = needed;
      coverage.learned = Math.max(0, needed - missing);
      show(key, coverage, state, CoverageStatus.blind(BlindReason.CALIBRATING));
    }
  }

  /** Takes that a window of a key has no verdict, because its model failed. */
  public void failed(String key, KeyCoverage coverage, KeyWindow state, Window window) {
    if (window.phase() == Window.Phase.LIVE && isCurrent(coverage, window)) {
      show(key, coverage, state, CoverageStatus.blind(BlindReason.MODEL_FAILED));
    }
  }

  /** Whether nothing of the key has come since that says more of it than the window does. */
  private static boolean isCurrent(KeyCoverage coverage, Window window) {
    if (window.endMillis() < coverage.tickEnd) {
      return false;
    }
    coverage.breaks = 0;
    settle(coverage, false);
    return true;
  }

  /** Takes that no event of the key has come up to what was last {@link #reach}ed. */
  public void pass(String key, KeyCoverage coverage, KeyWindow window) {
    if (silent(coverage)) {
      BlindReason reason = Objects.requireNonNullElse(coverage.unfit, BlindReason.SILENT);
      show(key, coverage, window, CoverageStatus.blind(reason));
    } else {
      remind(key, coverage, window);
    }
  }

  private boolean silent(KeyCoverage coverage) {
    return coverage.now >= silentAt(coverage);
  }

  private long silentAt(KeyCoverage coverage) {
    CoverageStatus status = coverage.status;
    boolean rare = status != null && status.is(BlindReason.RARER_THAN_TICK);
    long usual = rare ? RARE_SILENCE * coverage.apart * tickMillis : coverage.usualSilence;
    return coverage.fitted == NONE
        ? Long.MAX_VALUE
        : coverage.fitted + Math.max(silenceMillis, usual);
  }

  /** Log time at which {@link #pass} is to be called next. */
  public long due(KeyCoverage coverage) {
    long again = coverage.told == NONE ? Long.MAX_VALUE : coverage.told + AGAIN.toMillis();
    return silent(coverage) ? again : Math.min(again, silentAt(coverage));
  }

  /** Takes that the key is forgotten. */
  public void forget(String key, KeyCoverage coverage) {
    forget(definition.name(), key, coverage, out);
  }

  /** As {@link #forget(String, KeyCoverage)}, of a detector that may be no more. */
  public static void forget(
      String detector, String key, KeyCoverage coverage, Consumer<CoverageChange> out) {
    if (coverage.status != null) {
      long millis = coverage.now == NONE ? coverage.told : coverage.now;
      Coverage now = record(detector, key, CoverageState.FORGOTTEN, null, millis);
      out.accept(new CoverageChange(now, coverage.status, null, coverage.known, false, millis));
    }
  }

  private void remind(String key, KeyCoverage coverage, KeyWindow window) {
    if (coverage.status != null && coverage.now >= coverage.told + AGAIN.toMillis()) {
      show(key, coverage, window, coverage.status);
    }
  }

  private void show(String key, KeyCoverage coverage, KeyWindow window, CoverageStatus status) {
    CoverageStatus before = coverage.status;
    boolean changed = !status.equals(before);
    if (changed) {
      coverage.since =
          isOfEvents(status) && coverage.fitted != NONE ? coverage.fitted : coverage.now;
    }
    if (isOfEvents(status)) {
      coverage.tickEnd = Long.MAX_VALUE; // windows that still wait are of the time before
    }
    boolean warmingUp = status.state() == CoverageState.WARMING_UP;
    boolean calibrating = status.is(BlindReason.CALIBRATING);
    int needed = warmingUp ? ticksToLearn : coverage.needed;
    int learned = warmingUp ? Math.min(window.learnedTicks(), needed) : coverage.learned;
    BitSet missing = window.missing(spec.maxGap());
    int shown = 31 * missing.hashCode();
    if (warmingUp || calibrating) {
      shown += (int) ((long) STEPS * learned / Math.max(1, needed));
    }
    if (!changed && shown == coverage.shown && coverage.now < coverage.told + AGAIN.toMillis()) {
      return;
    }
    boolean knownBefore = coverage.known;
    coverage.known |= status.watched();
    coverage.status = status;
    coverage.shown = shown;
    coverage.told = coverage.now;
    Coverage now = record(definition.name(), key, status.state(), status.reason(), coverage.since);
    if (warmingUp || calibrating) {
      now.setLearned(learned);
      now.setNeeded(needed);
    }
    now.setDetail(detail(coverage, status, missing));
    out.accept(new CoverageChange(now, before, status, knownBefore, coverage.known, coverage.now));
  }

  private @Nullable String detail(KeyCoverage coverage, CoverageStatus status, BitSet missing) {
    if (status.is(BlindReason.RARER_THAN_TICK)) {
      Duration fitting = spec.tick().multipliedBy(coverage.apart);
      return "events are %d ticks of %s apart, window.maxGap bridges %d; a window.tick of %s would fit"
          .formatted(
              coverage.apart,
              Durations.format(spec.tick()),
              spec.maxGap(),
              Durations.format(fitting));
    }
    return missing.isEmpty()
        ? null
        : missing.stream()
            .mapToObj(f -> definition.features().get(f).name())
            .collect(Collectors.joining(", ", "missing: ", ""));
  }

  private static Coverage record(
      String detector,
      String key,
      CoverageState state,
      @Nullable BlindReason reason,
      long sinceMillis) {
    return Coverage.newBuilder()
        .setDetector(detector)
        .setKey(key)
        .setState(state)
        .setReason(reason)
        .setSince(Instant.ofEpochMilli(sinceMillis))
        .build();
  }
}
