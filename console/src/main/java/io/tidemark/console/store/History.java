package io.tidemark.console.store;

import io.tidemark.console.detector.Crossings;
import io.tidemark.console.fleet.KeyName;
import io.tidemark.console.fleet.Reading;
import io.tidemark.console.incident.Incident;
import io.tidemark.console.signal.SignalSeries;
import io.tidemark.console.signal.SignalStretch;
import io.tidemark.console.situation.SituationRules;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.feedback.RaisedThresholds;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What came, kept on disk. How far Kafka was read is kept in the same transaction as what was read,
 * so that a restart, also after a crash, loses nothing and repeats nothing. One thread appends; any
 * may read.
 */
public final class History implements AutoCloseable {
  /** Names of detectors that are offered as filters. */
  private static final int MOST_DETECTORS = 1_000;

  private final Database database;
  private final Clock clock;
  private final Removal removal;
  private final DiskBudget budget;
  private final IncidentTable incidents;
  private volatile Set<String> detectors;

  private History(
      Database database,
      StoreLimit limit,
      @Nullable SituationRules situations,
      LongSupplier usableSpace,
      Clock clock) {
    this.database = database;
    this.clock = clock;
    this.removal = new Removal(database);
    this.budget = new DiskBudget(database, removal, limit, usableSpace);
    this.incidents =
        new IncidentTable(database.read(read -> KeptSituations.read(read, situations)));
    this.detectors = detectors();
  }

  /**
   * Opens the history in a folder, with the default rules for situations.
   *
   * @param limit null for what suits the disk
   * @throws StoreException as with other rules
   */
  public static History open(Path folder, @Nullable StoreLimit limit, Clock clock) {
    return open(folder, limit, SituationRules.DEFAULT, clock);
  }

  /**
   * Opens the history in a folder, which is created where there is none. Only its owner may read
   * it.
   *
   * @param limit null for what suits the disk
   * @param situations rules for incidents to come; null where each is by itself
   * @throws StoreException with one line, when it cannot be, or another process has it open
   */
  public static History open(
      Path folder, @Nullable StoreLimit limit, @Nullable SituationRules situations, Clock clock) {
    StoreFolder files = StoreFolder.create(folder);
    return open(Database.open(files), limit, situations, files::usableSpace, clock);
  }

  static History open(
      Database database, @Nullable StoreLimit limit, LongSupplier usableSpace, Clock clock) {
    return open(database, limit, SituationRules.DEFAULT, usableSpace, clock);
  }

  private static History open(
      Database database,
      @Nullable StoreLimit limit,
      @Nullable SituationRules situations,
      LongSupplier usableSpace,
      Clock clock) {
    long used = database.size().file();
    StoreLimit bound = limit == null ? StoreLimit.learned(used, usableSpace.getAsLong()) : limit;
    return new History(database, bound, situations, usableSpace, clock);
  }

  /** Bytes of its file when it was last written; 0 before that. */
  public long fileBytes() {
    return budget.fileBytes();
  }

  /** How large its file may become. */
  public StoreLimit limit() {
    return budget.limit();
  }

  /**
   * Keeps all of a batch; a message that was there already changes nothing. Removes the oldest
   * incidents where the history would become larger than its limit.
   *
   * @throws RefusedException where something in it cannot be kept; nothing of it is
   * @throws StoreException where nothing can be kept now
   */
  public void append(Batch batch) {
    budget.enforce(batch.alerts().size() + batch.actions().size());
    database.write(
        connection -> {
          incidents.merge(connection, batch.alerts(), clock.instant());
          ActionTable.merge(connection, batch.alerts(), batch.actions());
          ReadingTable.merge(connection, batch.readings());
          ReadingTable.merge(connection, batch.points());
          CrossingTable.add(connection, batch.crossings());
          PositionTable.move(connection, batch.positions());
        });
    batch.alerts().forEach(alert -> offer(alert.getDetector()));
  }

  /**
   * Keeps signals beside those that are there; the same ones again change nothing. Removes the
   * oldest where they would take more than their part of the disk.
   *
   * @param width of their buckets
   * @param positions how far Kafka was read when all signals up to there had been kept
   * @throws RefusedException where something in them cannot be kept; nothing of them is
   * @throws StoreException where nothing can be kept now
   */
  public void append(
      Map<KeyName, SignalStretch> signals, Duration width, List<Position> positions) {
    budget.enforce(signals.size());
    long now = Times.micros(clock.instant());
    database.write(
        connection -> {
          SignalTable.merge(connection, signals, width.toMillis(), now);
          PositionTable.move(connection, positions);
        });
    if (!signals.isEmpty()) {
      budget.enforceSignals();
    }
  }

  /** Bytes of the disk that signals may take. */
  public long roomForSignals() {
    return budget.signals();
  }

  /**
   * What a key read until a time.
   *
   * @param from null for {@code span} before {@code to}
   * @param to null for the newest that is kept
   * @param buckets into how many the time is divided, at most
   * @return empty where nothing is kept of the key at all
   */
  public Optional<SignalSeries> signals(
      KeyName name, @Nullable Instant from, @Nullable Instant to, Duration span, int buckets) {
    return database.read(
        connection -> {
          Long newest = SignalTable.newest(connection, name);
          if (newest == null) {
            return Optional.empty();
          }
          long last = to == null ? newest : to.toEpochMilli();
          long first = from == null ? last - span.toMillis() : from.toEpochMilli();
          long width = Math.max(1, (last - first) / buckets);
          return Optional.of(
              new SignalSeries(
                  Instant.ofEpochMilli(first),
                  Instant.ofEpochMilli(last),
                  SignalTable.between(connection, name, first, last, width)));
        });
  }

  /** Incidents of a key that lasted at some time between two, newest first. */
  public List<Incident> incidentsOf(KeyName name, Instant from, Instant to, int limit) {
    return database.read(connection -> IncidentSearch.ofKey(connection, name, from, to, limit));
  }

  private void offer(String detector) {
    if (detectors.size() < MOST_DETECTORS) {
      detectors.add(detector);
    }
  }

  /** Detectors that have or had an incident, at most 1,000. */
  public List<String> knownDetectors() {
    return List.copyOf(detectors);
  }

  private Set<String> detectors() {
    List<String> names =
        database.read(connection -> IncidentKeys.detectors(connection, MOST_DETECTORS));
    return new ConcurrentSkipListSet<>(names);
  }

  /**
   * Works again after a {@link StoreException}, if it can. What was appended last may be missing:
   * {@link #positions()} tells from where on it must be read again.
   *
   * @throws StoreException while it cannot
   */
  public void recover() {
    database.recover();
  }

  /** How far Kafka was read. */
  public List<Position> positions() {
    return database.read(PositionTable::all);
  }

  /** The incidents asked for, in the order asked for. */
  public List<Incident> incidents(IncidentQuery query) {
    return database.read(connection -> IncidentSearch.find(connection, query));
  }

  /** What is known of these situations, by id. */
  public Map<String, SituationFigures> situations(Collection<String> ids) {
    return database.read(connection -> SituationSearch.figures(connection, ids));
  }

  /** Incidents of a situation, the most telling first. */
  public List<Incident> membersOf(String situation, int limit) {
    return database.read(connection -> SituationSearch.members(connection, situation, limit));
  }

  /** Messages that are kept. */
  public long messages() {
    return database.read(MessageTable::count);
  }

  /** The incidents in figures. */
  public Overview overview() {
    return database.read(connection -> IncidentSearch.overview(connection, knownDetectors()));
  }

  /** Hands on every incident that lasts, in the order in which they opened. */
  public void eachOpen(BiConsumer<KeyName, String> consumer) {
    database.read(
        connection -> {
          IncidentKeys.eachOpen(connection, consumer);
          return Boolean.TRUE;
        });
  }

  /** Hands on every key that has or had an incident. */
  public void eachKey(Consumer<KeyName> consumer) {
    database.read(
        connection -> {
          IncidentKeys.each(connection, consumer);
          return Boolean.TRUE;
        });
  }

  /** Hands on the newest score of every key. */
  public void eachReading(BiConsumer<KeyName, Reading> consumer) {
    database.read(
        connection -> {
          ReadingTable.forEach(connection, consumer);
          return Boolean.TRUE;
        });
  }

  /** All that is known of one incident; empty where there is none of that id. */
  public Optional<IncidentDetails> details(String alertId) {
    Instant next = clock.instant().plusMillis(RaisedThresholds.DELAY_MILLIS);
    return database.read(connection -> Optional.ofNullable(details(connection, alertId, next)));
  }

  /**
   * @param next end of the next window for which feedback given now counts
   */
  private static @Nullable IncidentDetails details(
      Connection connection, String alertId, Instant next) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT * FROM incident WHERE alert_id = ?")) {
      select.setString(1, alertId);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? new IncidentDetails(
                IncidentTable.incident(row),
                row.getString("remark"),
                MessageTable.of(connection, alertId),
                FeedbackTable.raised(
                    connection, row.getString("detector"), row.getString("entity"), next),
                ReadingTable.of(connection, alertId),
                ActionTable.of(connection, alertId))
            : null;
      }
    }
  }

  /** How often evidence rose to thresholds on the newest days of each detector. */
  public Map<String, Crossings> crossings() {
    return database.read(CrossingTable::all);
  }

  /**
   * Incidents that opened, by detector and span of time.
   *
   * @param bounds where a span ends and the next begins
   * @return for each detector with incidents as many figures as there are spans
   */
  public Map<String, List<Long>> opened(List<Instant> bounds) {
    return database.read(connection -> IncidentSearch.opened(connection, bounds));
  }

  /** Tags of an incident, as its newest message has them; empty where there is none of that id. */
  public Map<String, String> tags(String alertId) {
    return database.read(connection -> MessageTable.tags(connection, alertId));
  }

  /** Keeps what a person said of an incident. */
  public void judge(AlertFeedback feedback) {
    database.write(
        connection -> {
          FeedbackTable.add(connection, feedback);
          try (PreparedStatement update =
              connection.prepareStatement(
                  "UPDATE incident SET verdict = ?, remark = ? WHERE alert_id = ?")) {
            boolean withdrawn = feedback.getWithdrawn();
            update.setObject(1, withdrawn ? null : feedback.getVerdict().ordinal());
            update.setString(2, feedback.getComment());
            update.setString(3, feedback.getAlertId());
            update.executeUpdate();
          }
        });
  }

  /**
   * Forgets incidents that were last heard of longer ago than this, whether they ended or not,
   * signals that came longer ago, and the scores of keys without an incident that are older. Takes
   * some seconds at most.
   *
   * @return whether all of them are forgotten
   */
  public boolean forget(Duration age) {
    Instant before = clock.instant().minus(age);
    if (!removal.before(before) || !removal.signalsBefore(before)) {
      return false;
    }
    removal.readingsBefore(before, this::eachKey);
    database.write(connection -> CrossingTable.forget(connection, Times.micros(before)));
    detectors = detectors();
    return true;
  }

  @Override
  public void close() {
    database.close();
  }
}
