package io.tidemark.console.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;

/**
 * The embedded database: one connection that writes, some that read.
 *
 * <p>H2 closes a database that it failed to write and loses what it committed in the last second.
 * Therefore a failure that is not the data's own lasts until {@link #recover()}: the caller, who
 * alone knows what must be written again, decides when to go on.
 */
final class Database implements AutoCloseable {
  private static final String SCHEMA = "classpath:io/tidemark/console/store/schema.sql";

  /** Where H2 finds its files: on disk. */
  private static final String ON_DISK = "file:";

  /**
   * Closed by its owner alone: a shutdown hook of H2's would race with the last write. Errors reach
   * the callers as exceptions; H2's trace file would repeat them with the data in them. At its end
   * the database takes up to a second, in milliseconds, to free space.
   */
  private static final String SETTINGS =
      ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;MAX_COMPACT_TIME=1000";

  private static final String CLOSED = "the history is closed";

  private final String path;
  private final StoreFolder folder;

  /** Held to read by those who use the connections, to write by who replaces them. */
  private final ReadWriteLock life = new ReentrantReadWriteLock();

  private final Object writing = new Object();
  private @Nullable Connections connections;
  private boolean closed;
  private volatile @Nullable String failure;

  private Database(String path, StoreFolder folder) {
    this.path = path;
    this.folder = folder;
    this.connections = Connections.open(path, folder, true);
  }

  private record Connections(JdbcConnectionPool pool, Connection writer) {
    static Connections open(String path, StoreFolder folder, boolean create) {
      JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:" + path + SETTINGS, "", "");
      try {
        Connection writer = pool.getConnection();
        if (create) {
          execute(writer, "RUNSCRIPT FROM '" + SCHEMA + "'");
        }
        writer.setAutoCommit(false);
        folder.restrict();
        return new Connections(pool, writer);
      } catch (IOException refused) {
        pool.dispose();
        throw new StoreException(folder + " cannot be kept from others: " + refused, refused);
      } catch (SQLException failed) {
        pool.dispose();
        boolean taken = failed.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1;
        throw new StoreException(
            taken
                ? folder + " is in use by another console"
                : folder + " cannot be opened: " + Failures.reason(failed),
            failed);
      }
    }

    void shutDown(String command) throws SQLException {
      try {
        execute(writer, command);
      } finally {
        pool.dispose();
      }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }
  }

  static Database open(StoreFolder folder) {
    return open(folder, ON_DISK);
  }

  /**
   * @param files the file system of H2's, before the path
   */
  static Database open(StoreFolder folder, String files) {
    return new Database(files + folder.database(), folder);
  }

  /**
   * One transaction: all of it or nothing.
   *
   * @throws RefusedException where the database works and does not take this change
   * @throws StoreException where the database does not work
   */
  void write(Change change) {
    Lock using = life.readLock();
    using.lock();
    try {
      synchronized (writing) {
        transact(working().writer(), change);
      }
    } finally {
      using.unlock();
    }
  }

  private void transact(Connection writer, Change change) {
    try {
      change.on(writer);
      writer.commit();
    } catch (SQLException | RuntimeException failed) {
      String reason = Failures.reason(failed);
      if (Failures.isOfTheData(failed) && takesChanges(writer)) {
        throw new RefusedException(reason, failed);
      }
      failure = "the history cannot be written: " + reason;
      throw new StoreException(failure, failed);
    }
  }

  /** Whether the database still works; undoes what the connection did not commit. */
  private static boolean takesChanges(Connection writer) {
    try {
      writer.rollback();
      Connections.execute(writer, "INSERT INTO kafka_position VALUES ('', -1, 0)");
      writer.rollback();
      return true;
    } catch (SQLException closed) {
      return false;
    }
  }

  /** Reads what is committed. */
  <T> T read(Work<T> work) {
    Lock using = life.readLock();
    using.lock();
    try (Connection connection = opened().pool().getConnection()) {
      return work.on(connection);
    } catch (SQLException failed) {
      throw new StoreException("the history cannot be read: " + Failures.reason(failed), failed);
    } finally {
      using.unlock();
    }
  }

  /** Writes what was committed to the file at once, and not within a second. */
  void flush() {
    write(connection -> Connections.execute(connection, "CHECKPOINT"));
  }

  /** Fails where nothing can be written, before anything is. */
  StoreSize size() {
    StoreSize.Measuring measuring = new StoreSize.Measuring();
    write(measuring);
    return measuring.size();
  }

  private Connections working() {
    if (failure != null) {
      throw new StoreException(failure);
    }
    return opened();
  }

  private Connections opened() {
    if (connections == null) {
      throw new StoreException(failure == null ? CLOSED : failure);
    }
    return connections;
  }

  /** Works again after a failure, or says why it does not. What was not on disk is lost. */
  void recover() {
    if (failure != null) {
      replace(Database::discard, true);
    }
  }

  /**
   * Closes and opens the database, which frees the space of what was deleted; those who read wait.
   *
   * @param shrinks whether the file is written again as a whole; it takes as much space meanwhile
   */
  void reopen(boolean shrinks) {
    if (failure != null) {
      throw new StoreException(failure);
    }
    replace(old -> old.shutDown(shrinks ? "SHUTDOWN COMPACT" : "SHUTDOWN"), false);
  }

  private void replace(End end, boolean create) {
    Lock replacing = life.writeLock();
    replacing.lock();
    try {
      if (closed) {
        throw new StoreException(CLOSED);
      }
      Connections old = connections;
      connections = null;
      if (old != null) {
        end.of(old);
      }
      connections = Connections.open(path, folder, create);
      failure = null;
    } catch (SQLException failed) {
      failure = "the history cannot be written: " + Failures.reason(failed);
      throw new StoreException(failure, failed);
    } catch (StoreException failed) {
      failure = failed.getMessage();
      throw failed;
    } finally {
      replacing.unlock();
    }
  }

  private static void discard(Connections old) {
    try {
      old.writer().close();
    } catch (SQLException closed) {
      // closed already, by the failure
    } finally {
      old.pool().dispose();
    }
  }

  @Override
  public void close() {
    Lock replacing = life.writeLock();
    replacing.lock();
    try {
      closed = true;
      Connections old = connections;
      connections = null;
      if (old != null && failure == null) {
        old.shutDown("SHUTDOWN");
      } else if (old != null) {
        discard(old);
      }
    } catch (SQLException failed) {
      throw new StoreException("the history cannot be closed: " + Failures.reason(failed), failed);
    } finally {
      replacing.unlock();
    }
  }

  /** What is changed on a connection. */
  interface Change {
    void on(Connection connection) throws SQLException;
  }

  /** What is asked of a connection. */
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** How connections end. */
  private interface End {
    void of(Connections connections) throws SQLException;
  }
}
