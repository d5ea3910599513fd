package io.tidemark.console.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcConnectionPool;

/** The embedded database: one connection that writes, some that read. */
final class Database implements AutoCloseable {
  private static final String SCHEMA = "classpath:io/tidemark/console/store/schema.sql";

  private final JdbcConnectionPool pool;
  private final Connection writer;

  private Database(JdbcConnectionPool pool, Connection writer) {
    this.pool = pool;
    this.writer = writer;
  }

  static Database open(StoreFolder folder) {
    // Closed by its owner alone: a shutdown hook of H2's would race with the last write. Errors
    // reach the callers as exceptions; H2's trace file would repeat them with the data in them.
    String url = "jdbc:h2:file:" + folder.database() + ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";
    JdbcConnectionPool pool = JdbcConnectionPool.create(url, "", "");
    try {
      Connection writer = pool.getConnection();
      try (Statement statement = writer.createStatement()) {
        statement.execute("RUNSCRIPT FROM '" + SCHEMA + "'");
      }
      writer.setAutoCommit(false);
      folder.restrict();
      return new Database(pool, writer);
    } catch (IOException refused) {
      pool.dispose();
      throw new StoreException(folder + " cannot be kept from others: " + refused, refused);
    } catch (SQLException failed) {
      pool.dispose();
      boolean taken = failed.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1;
      throw new StoreException(
          taken
              ? folder + " is in use by another console"
              : folder + " cannot be opened: " + failed.getMessage(),
          failed);
    }
  }

  /** One transaction: all of it or nothing. */
  synchronized void write(Change change) {
    try {
      change.on(writer);
      writer.commit();
    } catch (SQLException failed) {
      try {
        writer.rollback();
      } catch (SQLException again) {
        failed.addSuppressed(again);
      }
      throw new StoreException("the history cannot be written: " + failed.getMessage(), failed);
    }
  }

  /** Reads what is committed. */
  <T> T read(Work<T> work) {
    try (Connection connection = pool.getConnection()) {
      return work.on(connection);
    } catch (SQLException failed) {
      throw new StoreException("the history cannot be read: " + failed.getMessage(), failed);
    }
  }

  @Override
  public synchronized void close() {
    try (Statement statement = writer.createStatement()) {
      statement.execute("SHUTDOWN");
    } catch (SQLException failed) {
      throw new StoreException("the history cannot be closed: " + failed.getMessage(), failed);
    } finally {
      pool.dispose();
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
}
