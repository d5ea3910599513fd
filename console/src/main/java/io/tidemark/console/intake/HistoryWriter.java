package io.tidemark.console.intake;

import io.tidemark.console.detector.CrossingTally;
import io.tidemark.console.fleet.Fleet;
import io.tidemark.console.fleet.KeyName;
import io.tidemark.console.fleet.Reading;
import io.tidemark.console.fleet.ScoreTrail;
import io.tidemark.console.incident.Incident;
import io.tidemark.console.intake.Troubles.Work;
import io.tidemark.console.store.Batch;
import io.tidemark.console.store.History;
import io.tidemark.console.store.Position;
import io.tidemark.console.store.ScorePoint;
import io.tidemark.console.store.StoreException;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.WindowScore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes what comes to the history: alerts and actions at once, scores after a moment, each with
 * its Kafka positions. One thread writes; any may ask how it goes.
 */
public final class HistoryWriter {
  private static final Duration FLUSH = Duration.ofSeconds(2);
  private static final Duration TIDY = Duration.ofHours(1);

  /** While something fails: less that is kept may be what helps. */
  private static final Duration TIDY_IN_TROUBLE = Duration.ofMinutes(1);

  /** Scores of incidents that gather before they are written, also before {@link #FLUSH}. */
  private static final int MOST_POINTS = 50_000;

  /** A key's scores are in event time; at the same time the score comes before its alert. */
  private static final Comparator<Arrival> IN_TIME =
      Comparator.comparing(Arrival::time).thenComparing(arrival -> arrival.alert() != null);

  private final History history;
  private final Fleet fleet;
  private final String alertsTopic;
  private final String actionsTopic;
  private final Duration retention;
  private final Clock clock;
  private final ScoreTrail trail = new ScoreTrail();
  private final Map<KeyName, Reading> readings = new HashMap<>();
  private final List<ScorePoint> points = new ArrayList<>();
  private final SignalBuffer signals;
  private final CrossingTally crossings = new CrossingTally();
  private final AtomicLong alertVersion = new AtomicLong();
  private final AtomicLong scoreVersion = new AtomicLong();
  private final PassedOver passedOver;
  private final BatchWriter batches;
  private final Troubles troubles;
  private Instant flushedAt;
  private Instant tidiedAt = Instant.EPOCH;

  /**
   * Takes over what the history holds.
   *
   * @param retention incidents and keys that were last heard of longer ago are forgotten
   */
  public HistoryWriter(
      History history,
      Fleet fleet,
      String alertsTopic,
      String actionsTopic,
      Duration retention,
      Clock clock) {
    this.history = history;
    this.fleet = fleet;
    this.alertsTopic = alertsTopic;
    this.actionsTopic = actionsTopic;
    this.retention = retention;
    this.clock = clock;
    this.troubles = new Troubles(clock);
    this.passedOver = new PassedOver(clock);
    this.batches = new BatchWriter(history, passedOver);
    this.flushedAt = clock.instant();
    this.signals = new SignalBuffer(history.roomForSignals(), fleet::size);
    history.eachKey(fleet::known);
    history.eachReading(fleet::scored);
    fleet.reopen(history::eachOpen);
  }

  /** Begins again from what is on disk, also after a failure. */
  void startOver() {
    history.recover();
    forgetScores();
    signals.clear();
    fleet.rescore(history::eachReading); // scores that are read again are to be counted again
  }

  /** Forgets the scores that gathered, but not their signals: they are on disk, or come again. */
  private void forgetScores() {
    readings.clear();
    points.clear();
    crossings.clear();
  }

  /** How far what is on disk was read. */
  List<Position> positions() {
    return history.positions();
  }

  /** Writes what was read, up to these positions. */
  void write(List<Arrival> arrivals, List<Position> positions) {
    troubles.works(Work.READING);
    List<AnomalyAlert> alerts = new ArrayList<>();
    List<IncidentAction> actions = new ArrayList<>();
    List<Position> positionsNow = new ArrayList<>();
    for (Position position : positions) {
      if (position.topic().equals(alertsTopic) || position.topic().equals(actionsTopic)) {
        positionsNow.add(position);
      } else {
        signals.read(position);
      }
    }
    for (Arrival arrival : arrivals) { // in the order of the topic, whatever their clocks said
      if (arrival.action() != null) {
        actions.add(arrival.action());
      }
    }
    arrivals.sort(IN_TIME);
    Set<String> opened = new HashSet<>();
    for (Arrival arrival : arrivals) {
      if (arrival.alert() != null) {
        alerts.add(arrival.alert());
        follow(arrival.alert(), opened);
      } else if (arrival.score() != null) {
        scored(arrival.score());
      }
    }
    boolean due =
        points.size() >= MOST_POINTS
            || signals.isFull()
            || clock.instant().isAfter(flushedAt.plus(FLUSH));
    if (due || !positionsNow.isEmpty()) {
      append(alerts, actions, positionsNow, due);
    }
  }

  private void scored(WindowScore score) {
    KeyName name = new KeyName(score.getDetector(), score.getKey());
    Reading reading = Reading.of(score, clock.instant());
    Reading before = fleet.reading(name);
    if (!fleet.scored(name, reading)) {
      return; // there is no room for the key: the page says so
    }
    crossings.add(name.detector(), before, reading);
    readings.put(name, reading);
    trail.add(name, reading);
    signals.add(name, score);
    for (String open : fleet.openIncidents(name)) {
      if (trail.keeps(open)) {
        points.add(new ScorePoint(open, reading));
      }
    }
  }

  private void follow(AnomalyAlert alert, Set<String> opened) {
    KeyName name = new KeyName(alert.getDetector(), alert.getKey());
    String id = alert.getAlertId();
    if (Incident.ends(alert.getState())) {
      fleet.resolved(name, id);
      trail.ended(id);
      return;
    }
    if (alert.getState() != AlertState.OPEN) {
      fleet.lasts(name, id);
      return;
    }
    if (opened.add(id)) {
      trail.of(name).forEach(before -> points.add(new ScorePoint(id, before)));
    }
    String displaced = fleet.opened(name, id);
    if (displaced != null) {
      trail.ended(displaced);
    }
  }

  private void append(
      List<AnomalyAlert> alerts,
      List<IncidentAction> actions,
      List<Position> positions,
      boolean withScores) {
    boolean nothing =
        alerts.isEmpty() && actions.isEmpty() && positions.isEmpty() && !(withScores && anyScore());
    if (!nothing) {
      batches.append(
          new Batch(
              alerts,
              withScores ? readings : Map.of(),
              withScores ? points : List.of(),
              withScores ? crossings.days() : Map.of(),
              actions,
              positions));
      if (withScores) {
        forgetScores();
        appendSignals();
      }
      troubles.works(Work.KEEPING);
      (alerts.isEmpty() && actions.isEmpty() ? scoreVersion : alertVersion).incrementAndGet();
    }
    if (withScores) {
      flushedAt = clock.instant();
    }
  }

  private boolean anyScore() {
    return !readings.isEmpty() || !points.isEmpty() || !signals.isEmpty();
  }

  private void appendSignals() {
    do {
      SignalBuffer.Slice slice = signals.next();
      batches.append(slice.signals(), signals.width(), slice.positions());
    } while (signals.isFull());
  }

  /**
   * Forgets now and then what is older than the retention, also while nothing can be read or kept.
   *
   * @return false where the history failed; then it must be started over
   */
  boolean tidy() {
    Duration pause = failure() == null ? TIDY : TIDY_IN_TROUBLE;
    if (!clock.instant().isAfter(tidiedAt.plus(pause))) {
      return true;
    }
    try {
      if (history.forget(retention)) {
        tidiedAt = clock.instant();
        forgetKeys();
      }
      troubles.works(Work.FORGETTING);
      return true;
    } catch (StoreException failed) {
      tidiedAt = clock.instant();
      troubles.failed(Work.FORGETTING, failed);
      return false;
    }
  }

  private void forgetKeys() {
    Set<KeyName> kept = new HashSet<>();
    history.eachKey(
        name -> {
          if (fleet.keeps(name)) {
            kept.add(name);
          }
        });
    history.eachReading((name, reading) -> kept.add(name));
    fleet.retain(kept);
    fleet.reopen(history::eachOpen);
    trail.retain(kept, fleet.openIncidents());
  }

  /** Writes all that has gathered. */
  void flush() {
    append(List.of(), List.of(), List.of(), true);
    while (!signals.isEmpty()) {
      appendSignals();
    }
  }

  /** A record is no alert or score. */
  void undecodable(String record, Exception reason) {
    passedOver.add(record, reason);
  }

  /** Nothing can be read or kept now. */
  void failed(RuntimeException reason) {
    troubles.failed(reason instanceof StoreException ? Work.KEEPING : Work.READING, reason);
  }

  /** Grows with every change of an incident. */
  public long alertVersion() {
    return alertVersion.get();
  }

  /** Grows when scores were kept. */
  public long scoreVersion() {
    return scoreVersion.get();
  }

  /** Something else that pages show has changed. */
  public void changed() {
    alertVersion.incrementAndGet();
  }

  /** Records that were no alert or score, or could not be kept, since the start. */
  public long unreadable() {
    return passedOver.count();
  }

  /** Why not everything can be read, kept or forgotten now; null while all is well. */
  public @Nullable String failure() {
    return troubles.reason();
  }
}
