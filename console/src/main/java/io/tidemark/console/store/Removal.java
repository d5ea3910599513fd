package io.tidemark.console.store;

import io.tidemark.console.fleet.KeyName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Removes what is oldest, by the time when it was last heard of. In small transactions: the
 * database writes what a large one deletes a second and a third time before it frees any of it.
 */
final class Removal {
  private static final int INCIDENTS = 20;
  private static final int ROWS = 100;

  /** The thread that removes has more to do; it comes back for the rest. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Database database;

  Removal(Database database) {
    this.database = database;
  }

  /**
   * Removes incidents that were last heard of before a time, for a few seconds at most.
   *
   * @return whether none is left
   */
  boolean before(Instant time) {
    return remove(Times.micros(time), Long.MAX_VALUE);
  }

  /** Removes at least this many of the oldest incidents, for a few seconds at most. */
  void oldest(long incidents) {
    remove(Long.MAX_VALUE, incidents);
    database.flush(); // else the sizes that follow are those of a second ago
  }

  /** Removes at least this many bytes of the oldest signals, for a few seconds at most. */
  void oldestSignals(long bytes) {
    signals(Long.MAX_VALUE, bytes);
  }

  /**
   * Removes signals that came before a time, for a few seconds at most.
   *
   * @return whether none is left
   */
  boolean signalsBefore(Instant time) {
    return signals(Times.micros(time), Long.MAX_VALUE);
  }

  private boolean signals(long before, long most) {
    long started = System.nanoTime();
    long removed = 0;
    while (removed < most) {
      SignalStep step = new SignalStep(before);
      database.write(step);
      if (step.removed == 0) {
        return true;
      }
      removed += step.removed;
      if (System.nanoTime() - started > PATIENCE.toNanos()) {
        return false;
      }
    }
    return true;
  }

  private static final class SignalStep implements Database.Change {
    private final long before;
    private long removed;

    SignalStep(long before) {
      this.before = before;
    }

    @Override
    public void on(Connection connection) throws SQLException {
      removed = SignalTable.remove(connection, before, ROWS);
    }
  }

  private boolean remove(long before, long most) {
    long started = System.nanoTime();
    long removed = 0;
    while (removed < most) {
      Step step = new Step(before);
      database.write(step);
      if (step.found == 0) {
        return true;
      }
      removed += step.removed;
      if (System.nanoTime() - started > PATIENCE.toNanos()) {
        return false;
      }
    }
    return true;
  }

  /** Some incidents, or a part of a large one. */
  private static final class Step implements Database.Change {
    private final long before;
    private int found;
    private int removed;

    Step(long before) {
      this.before = before;
    }

    @Override
    public void on(Connection connection) throws SQLException {
      List<String> ids = oldest(connection);
      found = ids.size();
      int rows = 0;
      for (String id : ids) {
        int messages = delete(connection, "message", id);
        int scores = delete(connection, "score", id);
        int actions = delete(connection, "incident_action", id);
        if (messages < ROWS && scores < ROWS && actions < ROWS) {
          removed += delete(connection, "incident", id);
        }
        rows += messages + scores + actions;
        if (rows >= ROWS) {
          return;
        }
      }
    }

    private List<String> oldest(Connection connection) throws SQLException {
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT alert_id FROM incident WHERE received_at < ? ORDER BY received_at"
                  + " FETCH FIRST "
                  + INCIDENTS
                  + " ROWS ONLY")) {
        select.setLong(1, before);
        List<String> ids = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            ids.add(rows.getString(1));
          }
        }
        return ids;
      }
    }

    private static int delete(Connection connection, String table, String id) throws SQLException {
      try (PreparedStatement delete =
          connection.prepareStatement(
              "DELETE FROM " + table + " WHERE alert_id = ? FETCH FIRST " + ROWS + " ROWS ONLY")) {
        delete.setString(1, id);
        return delete.executeUpdate();
      }
    }
  }

  /**
   * Removes the newest scores of keys that came before a time, unless the key has an incident.
   *
   * @param eachKey hands on every key with an incident
   */
  void readingsBefore(Instant time, Consumer<Consumer<KeyName>> eachKey) {
    long before = Times.micros(time);
    Set<KeyName> old =
        database.read(connection -> new HashSet<>(ReadingTable.before(connection, before)));
    if (old.isEmpty()) {
      return;
    }
    eachKey.accept(old::remove);
    List<KeyName> gone = new ArrayList<>(old);
    for (int from = 0; from < gone.size(); from += ROWS) {
      List<KeyName> some = gone.subList(from, Math.min(from + ROWS, gone.size()));
      database.write(connection -> ReadingTable.delete(connection, some));
    }
  }
}
