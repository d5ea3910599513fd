package io.tidemark.detector.alert;

import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.AlertPolicy;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.window.Window;
import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.FeatureDeviation;
import io.tidemark.schemas.ModelIdentity;
import io.tidemark.schemas.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes incidents of verdicts: opens one with the first anomalous window, updates it when it
 * changes, resolves it after some that are normal or come nearer to it. What comes back at once, or
 * soon after, is the same incident. Messages explain the incident's worst window. The state of a
 * key is an {@link IncidentState} that the host keeps. Without a clock and without chance: the same
 * verdicts give the same messages with the same ids.
 */
public final class IncidentTracker {
  /**
   * Windows in a row that resolve an incident which the evidence no longer holds open: each is
   * normal, or nearer to normal than the one before. Of a fault that is over each window holds less
   * than the one before; of one that goes on they do not stay so. An incident that has come back
   * from a pause needs more of them.
   */
  public static final int RESOLVE_AFTER = 5;

  /** How many times longer than any pause so far an incident must be over. */
  private static final int TIMES_LONGER = 2;

  /** Windows after which a severity that rose counts as the one that stays. */
  private static final int SETTLED_AFTER = 3;

  /**
   * Logarithm of how many times as far from normal is much worse: 16 times in squares, 4 in all.
   */
  private static final double MUCH_WORSE = Math.log(16);

  /** The same of a difference that is worth a word. */
  private static final double NOTICEABLE = Math.log(1.5);

  /** By how much larger a share of the error another feature must have to be named instead. */
  private static final double CLEARLY = 0.2;

  private final DetectorDefinition definition;
  private final AlertPolicy policy;
  private final IncidentMessages messages;
  private final int windowTicks;
  private final long windowMillis;

  /**
   * @param model which scores the windows
   */
  public IncidentTracker(DetectorDefinition definition, ModelIdentity model) {
    this.definition = definition;
    this.policy = definition.alerts();
    messages = new IncidentMessages(definition, model);
    windowTicks = definition.window().length();
    windowMillis = definition.window().tick().multipliedBy(definition.window().length()).toMillis();
  }

  /** Takes the key's next verdict, in event-time order; the message it calls for, or null. */
  public @Nullable AnomalyAlert track(IncidentState incident, Verdict verdict) {
    return track(incident, verdict, false);
  }

  /**
   * As {@link #track(IncidentState, Verdict)}.
   *
   * @param lasts whether an incident that is open lasts, whatever its scores are
   */
  public @Nullable AnomalyAlert track(IncidentState incident, Verdict verdict, boolean lasts) {
    countOver(incident, verdict, lasts);
    if (!incident.open) {
      return verdict.anomalous() ? openOrReopen(incident, verdict) : null;
    }
    if (lasts) {
      return update(incident, verdict);
    }
    if (!verdict.anomalous() && incident.overInRow >= resolveAfter(incident)) {
      incident.open = false;
      incident.sequence++;
      incident.resolvedMillis = end(verdict);
      AnomalyAlert alert = message(incident, AlertState.RESOLVED, verdict);
      alert.setScore(0);
      alert.setNormalSince(Instant.ofEpochMilli(incident.normalSinceMillis));
      return alert;
    }
    if (settled(incident, verdict)) {
      incident.open = false;
      incident.sequence++;
      return message(incident, AlertState.NEW_NORMAL, verdict);
    }
    return update(incident, verdict);
  }

  private static void countOver(IncidentState incident, Verdict verdict, boolean lasts) {
    boolean normal = !verdict.anomalous() || verdict.calm() > 0;
    boolean over = normal || verdict.level() < incident.lastLevel;
    boolean wasNormal = incident.lastNormal;
    if (!over && wasNormal) {
      incident.longestPause = Math.max(incident.longestPause, incident.overInRow);
    }
    incident.overInRow = over ? incident.overInRow + 1 : 0;
    incident.lastLevel = verdict.level();
    incident.lastNormal = !verdict.anomalous();
    boolean endsWithoutCalm = verdict.calm() == 0 && !verdict.anomalous() && !wasNormal;
    if (verdict.calm() == 1 || endsWithoutCalm || lasts) {
      incident.normalSinceMillis = end(verdict);
    }
  }

  /** Windows after which it is believed to be over: more than any pause, up to a whole window. */
  private int resolveAfter(IncidentState incident) {
    int longer = Math.min(TIMES_LONGER * incident.longestPause, windowTicks);
    return Math.max(RESOLVE_AFTER, longer);
  }

  /** Opens an incident now, which may have been open without a message. */
  public AnomalyAlert openNow(IncidentState incident, Verdict verdict) {
    return open(incident, verdict);
  }

  /**
   * An update of an open incident that its scores do not call for: something else is part of it.
   */
  public AnomalyAlert reportPart(IncidentState incident, Verdict verdict, AlertChange change) {
    return report(incident, verdict, change);
  }

  /**
   * Takes that the key has been forgotten, after which the host forgets the incident too; the
   * message it calls for, or null.
   */
  public static @Nullable AnomalyAlert forget(IncidentState incident, String detector, String key) {
    if (!incident.open) {
      return null;
    }
    incident.open = false;
    incident.sequence++;
    return IncidentMessages.forgotten(incident, detector, key);
  }

  private boolean settled(IncidentState incident, Verdict verdict) {
    Window window = verdict.scored().window();
    Duration after = policy.newNormalAfter();
    return after != null
        && window.phase() == Window.Phase.LIVE
        && incident.settling.add(window.endMillis(), verdict.level(), after.toMillis());
  }

  private AnomalyAlert openOrReopen(IncidentState incident, Verdict verdict) {
    if (!incident.reopens(end(verdict), policy.reopenWithin())) {
      return open(incident, verdict);
    }
    incident.open = true;
    incident.settling.reset();
    observe(incident, verdict);
    return report(incident, verdict, AlertChange.REOPENED);
  }

  private AnomalyAlert open(IncidentState incident, Verdict verdict) {
    incident.open = true;
    incident.sequence = 0;
    incident.openedMillis = end(verdict);
    incident.raised = verdict.raised();
    incident.endUnreported();
    incident.steadyInRow = 0;
    incident.longestPause = 0;
    incident.peakScore = verdict.evidence();
    incident.severity = severity(verdict);
    incident.worst = new WorstWindow(verdict.level(), explanation(verdict));
    incident.extremes.restart(verdict.scored().window());
    incident.settling.reset();
    incident.reported = Reported.NOTHING;
    AnomalyAlert alert = message(incident, AlertState.OPEN, verdict);
    noteReported(incident, verdict);
    return alert;
  }

  private @Nullable AnomalyAlert update(IncidentState incident, Verdict verdict) {
    observe(incident, verdict);
    AlertChange change = change(incident, verdict);
    if (change != null) {
      return report(incident, verdict, change);
    }
    Duration every = policy.updateEvery();
    if (every == null || end(verdict) - incident.reported.millis() < every.toMillis()) {
      return null;
    }
    return report(incident, verdict, trend(incident, verdict));
  }

  /** Takes what a window adds to what is known of an open incident. */
  private void observe(IncidentState incident, Verdict verdict) {
    incident.peakScore = Math.max(incident.peakScore, verdict.evidence());
    note(incident, verdict);
    incident.extremes.add(verdict.scored().window());
    if (verdict.level() > incident.worst.level()) {
      incident.worst = new WorstWindow(verdict.level(), explanation(verdict));
    }
    Severity severity = severity(verdict);
    incident.steadyInRow++;
    if (verdict.anomalous() && severity.compareTo(incident.severity) > 0) {
      incident.severity = severity;
      incident.steadyInRow = 0;
    }
  }

  /**
   * What has changed since the latest message so that people must hear of it, or null. While a
   * fault fills the window it rises from one severity to the next: only the highest severity is
   * reported at once, HIGH when it has stayed for some windows, and MEDIUM, which makes nobody get
   * up, no sooner than a window's length after the message before. A calm window reports none: what
   * has passed is for the resolution to say.
   */
  private @Nullable AlertChange change(IncidentState incident, Verdict verdict) {
    Reported before = incident.reported;
    if (incident.severity.compareTo(before.severity()) > 0) {
      return reportsSeverity(incident, verdict) ? AlertChange.SEVERITY : null;
    }
    if (!abnormal(verdict) || !windowPassed(incident, verdict)) {
      return null;
    }
    if (incident.worst.level() - before.level() >= MUCH_WORSE) {
      return AlertChange.WORSE;
    }
    return anotherLeads(incident) ? AlertChange.FEATURE : null;
  }

  private boolean reportsSeverity(IncidentState incident, Verdict verdict) {
    if (incident.severity == Severity.CRITICAL) {
      return true;
    }
    return abnormal(verdict)
        && incident.steadyInRow >= SETTLED_AFTER
        && (incident.severity == Severity.HIGH || windowPassed(incident, verdict));
  }

  private static boolean abnormal(Verdict verdict) {
    return verdict.anomalous() && verdict.calm() == 0;
  }

  /** Whether a window's length has passed since the message before. */
  private boolean windowPassed(IncidentState incident, Verdict verdict) {
    return end(verdict) - incident.reported.millis() >= windowMillis;
  }

  /** Whether a feature explains the worst window that the message before did not name. */
  private static boolean anotherLeads(IncidentState incident) {
    String before = incident.reported.feature();
    String leading = incident.worst.leading();
    return !leading.isEmpty()
        && !leading.equals(before)
        && !leading.equals(incident.reported.second())
        && incident.worst.share(leading) - incident.worst.share(before) >= CLEARLY;
  }

  /** How a window compares with the one of the latest message; null where it is much the same. */
  private static @Nullable AlertChange trend(IncidentState incident, Verdict verdict) {
    double by = verdict.level() - incident.reported.nowLevel();
    if (Math.abs(by) < NOTICEABLE) {
      return null;
    }
    return by > 0 ? AlertChange.WORSE : AlertChange.BETTER;
  }

  private AnomalyAlert report(
      IncidentState incident, Verdict verdict, @Nullable AlertChange change) {
    incident.sequence++;
    AnomalyAlert alert = message(incident, AlertState.UPDATE, verdict);
    alert.setChange(change);
    noteReported(incident, verdict);
    return alert;
  }

  private static void noteReported(IncidentState incident, Verdict verdict) {
    incident.reported =
        new Reported(
            end(verdict),
            incident.severity,
            incident.worst.level(),
            verdict.level(),
            incident.worst.leading(),
            incident.worst.second());
  }

  private static long end(Verdict verdict) {
    return verdict.scored().window().endMillis();
  }

  /** By how many times as far the window is from normal as the edge of normal. */
  private static Severity severity(Verdict verdict) {
    return PlainAlerts.severity(Math.sqrt(Math.expm1(verdict.level())));
  }

  private List<FeatureDeviation> explanation(Verdict verdict) {
    return Explanation.of(verdict.scored(), definition.features());
  }

  private AnomalyAlert message(IncidentState incident, AlertState state, Verdict verdict) {
    note(incident, verdict);
    return messages.of(incident, state, verdict);
  }

  private static void note(IncidentState incident, Verdict verdict) {
    Window window = verdict.scored().window();
    incident.startMillis = window.startMillis();
    incident.endMillis = window.endMillis();
    incident.score = verdict.evidence();
    incident.threshold = verdict.threshold() / verdict.raised() * incident.raised;
  }
}
