package io.tidemark.console.store;

import io.tidemark.console.fleet.KeyName;
import io.tidemark.console.signal.SignalBucket;
import io.tidemark.console.signal.SignalPacking;
import io.tidemark.console.signal.SignalStretch;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Signals of all keys, a few buckets in a row, and how many bytes they are. */
final class SignalTable {
  /** Buckets of a row, which is written again with each of them. */
  static final int LENGTH = 32;

  /** Those of a row into which older ones came later. */
  private static final int MOST = 2 * LENGTH;

  /** Bytes of a row besides names and payload, in the table and its indexes. */
  private static final int ROW = 80;

  private static final int PAGE = 500;

  private SignalTable() {}

  /** What a key's signals are written with, for one transaction. */
  private static final class Writing implements AutoCloseable {
    private final PreparedStatement newest;
    private final PreparedStatement insert;
    private final PreparedStatement update;
    private final long width;
    private final long receivedAt;
    private long bytes;

    Writing(Connection connection, long width, long receivedAt) throws SQLException {
      this.width = width;
      this.receivedAt = receivedAt;
      newest =
          connection.prepareStatement(
              "SELECT start, payload FROM signal WHERE detector = ? AND entity = ? AND start <= ?"
                  + " ORDER BY start DESC FETCH FIRST ROW ONLY");
      insert =
          connection.prepareStatement(
              "INSERT INTO signal (detector, entity, start, payload, received_at)"
                  + " VALUES (?, ?, ?, ?, ?)");
      update =
          connection.prepareStatement(
              "UPDATE signal SET payload = ? WHERE detector = ? AND entity = ? AND start = ?");
    }

    void write(KeyName name, SignalStretch gathered) throws SQLException {
      Row row = null;
      for (SignalBucket bucket : gathered.buckets()) {
        if (row == null || !row.takes(gathered, bucket, width)) {
          save(name, row);
          row = rowFor(name, gathered, bucket);
        }
        row.stretch.add(bucket, width);
        row.changed = true;
      }
      save(name, row);
    }

    /** The row that is there, or a new one, which may take the place of one of other features. */
    private Row rowFor(KeyName name, SignalStretch gathered, SignalBucket bucket)
        throws SQLException {
      Row there = before(name, bucket.time());
      if (there != null && there.takes(gathered, bucket, width)) {
        return there;
      }
      int bytes = there != null && there.start == bucket.time() ? there.bytes : 0;
      return new Row(bucket.time(), bytes, new SignalStretch(gathered.features()));
    }

    private @Nullable Row before(KeyName name, long time) throws SQLException {
      newest.setString(1, name.detector());
      newest.setString(2, name.key());
      newest.setLong(3, time);
      try (ResultSet found = newest.executeQuery()) {
        if (!found.next()) {
          return null;
        }
        byte[] payload = found.getBytes("payload");
        return new Row(found.getLong("start"), payload.length, stretch(payload));
      }
    }

    private void save(KeyName name, @Nullable Row row) throws SQLException {
      if (row == null || !row.changed) {
        return;
      }
      byte[] payload = SignalPacking.pack(row.stretch);
      if (row.bytes == 0) {
        insert.setString(1, name.detector());
        insert.setString(2, name.key());
        insert.setLong(3, row.start);
        insert.setBytes(4, payload);
        insert.setLong(5, receivedAt);
        insert.executeUpdate();
        bytes += rowBytes(name) + payload.length;
      } else {
        update.setBytes(1, payload);
        update.setString(2, name.detector());
        update.setString(3, name.key());
        update.setLong(4, row.start);
        update.executeUpdate();
        bytes += payload.length - row.bytes;
      }
    }

    @Override
    public void close() throws SQLException {
      newest.close();
      insert.close();
      update.close();
    }
  }

  /** A row as it is to be written. */
  private static final class Row {
    private final long start;
    private final int bytes;
    private final SignalStretch stretch;
    private boolean changed;

    /**
     * @param bytes of its payload as it is on disk; 0 where there is no such row yet
     */
    Row(long start, int bytes, SignalStretch stretch) {
      this.start = start;
      this.bytes = bytes;
      this.stretch = stretch;
    }

    boolean takes(SignalStretch gathered, SignalBucket bucket, long width) {
      int size = stretch.buckets().size();
      boolean room = size < LENGTH || (size < MOST && bucket.time() < stretch.newest());
      return stretch.features().equals(gathered.features())
          && (room || stretch.merges(bucket, width));
    }
  }

  /**
   * Keeps signals beside those that are there.
   *
   * @param width of buckets, milliseconds
   */
  static void merge(
      Connection connection, Map<KeyName, SignalStretch> gathered, long width, long receivedAt)
      throws SQLException {
    if (gathered.isEmpty()) {
      return;
    }
    try (Writing writing = new Writing(connection, width, receivedAt)) {
      for (Map.Entry<KeyName, SignalStretch> key : gathered.entrySet()) {
        writing.write(key.getKey(), key.getValue());
      }
      grow(connection, writing.bytes);
    }
  }

  private static int rowBytes(KeyName name) {
    return ROW + 2 * (name.detector().length() + name.key().length());
  }

  private static void grow(Connection connection, long bytes) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE signal_volume SET bytes = bytes + ?")) {
      update.setLong(1, bytes);
      update.executeUpdate();
    }
  }

  /** Bytes that all signals take. */
  static long bytes(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT bytes FROM signal_volume")) {
      row.next();
      return row.getLong(1);
    }
  }

  /**
   * Removes the rows that came first, before a time, and as many as fit in a small transaction.
   *
   * @param before microseconds since 1970
   * @param most rows
   * @return bytes that were removed; 0 where there was none
   */
  static long remove(Connection connection, long before, int most) throws SQLException {
    long bytes = 0;
    try (PreparedStatement oldest =
            connection.prepareStatement(
                "SELECT detector, entity, start, OCTET_LENGTH(payload) FROM signal"
                    + " WHERE received_at < ? ORDER BY received_at FETCH FIRST ? ROWS ONLY");
        PreparedStatement delete =
            connection.prepareStatement(
                "DELETE FROM signal WHERE detector = ? AND entity = ? AND start = ?")) {
      oldest.setLong(1, before);
      oldest.setInt(2, most);
      try (ResultSet rows = oldest.executeQuery()) {
        while (rows.next()) {
          KeyName name = new KeyName(rows.getString(1), rows.getString(2));
          delete.setString(1, name.detector());
          delete.setString(2, name.key());
          delete.setLong(3, rows.getLong(3));
          delete.addBatch();
          bytes += rowBytes(name) + rows.getLong(4);
        }
      }
      delete.executeBatch();
    }
    grow(connection, -bytes);
    return bytes;
  }

  /** Time of a key's newest bucket, milliseconds since 1970; null where it has none. */
  static @Nullable Long newest(Connection connection, KeyName name) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT payload FROM signal WHERE detector = ? AND entity = ?"
                + " ORDER BY start DESC FETCH FIRST ROW ONLY")) {
      select.setString(1, name.detector());
      select.setString(2, name.key());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? (Long) stretch(row.getBytes(1)).newest() : null;
      }
    }
  }

  /**
   * What is kept of a key between two times, as one stretch for each change of its features.
   *
   * @param from milliseconds since 1970, as {@code to}
   * @param width of the buckets, at least
   */
  static List<SignalStretch> between(
      Connection connection, KeyName name, long from, long to, long width) throws SQLException {
    List<SignalStretch> stretches = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT start, payload FROM signal WHERE detector = ? AND entity = ?"
                + " AND start >= ? AND start <= ? ORDER BY start FETCH FIRST "
                + PAGE
                + " ROWS ONLY")) {
      select.setString(1, name.detector());
      select.setString(2, name.key());
      select.setLong(4, to);
      long start = firstStart(connection, name, from);
      for (int found = PAGE; found == PAGE; ) {
        found = 0;
        select.setLong(3, start);
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            start = rows.getLong(1) + 1;
            add(stretch(rows.getBytes(2)), stretches, from, to, width);
            found++;
          }
        }
      }
    }
    return stretches;
  }

  private static void add(
      SignalStretch row, List<SignalStretch> stretches, long from, long to, long width) {
    SignalStretch last = stretches.isEmpty() ? null : stretches.get(stretches.size() - 1);
    for (SignalBucket bucket : row.buckets()) {
      if (bucket.time() < from || bucket.time() > to) {
        continue;
      }
      if (last == null || !last.features().equals(row.features())) {
        last = new SignalStretch(row.features());
        stretches.add(last);
      }
      last.add(bucket, width);
    }
  }

  /** Where the row begins that may reach beyond a time. */
  private static long firstStart(Connection connection, KeyName name, long time)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT start FROM signal WHERE detector = ? AND entity = ? AND start <= ?"
                + " ORDER BY start DESC FETCH FIRST ROW ONLY")) {
      select.setString(1, name.detector());
      select.setString(2, name.key());
      select.setLong(3, time);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getLong(1) : time;
      }
    }
  }

  private static SignalStretch stretch(byte[] payload) throws SQLException {
    try {
      return SignalPacking.unpack(payload);
    } catch (IOException unreadable) {
      throw new SQLException("signals cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }
}
