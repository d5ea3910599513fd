package io.tidemark.console.store;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import org.h2.mvstore.MVStoreException;

/** What a failure of the database means. */
final class Failures {
  /**
   * Classes of SQL states that tell of the database and not of the data: connections, rollbacks,
   * tables that are missing, operators who intervene, time limits, and H2's own, such as closed,
   * out of memory, corrupt.
   */
  private static final Set<String> OF_THE_DATABASE = Set.of("08", "40", "42", "57", "HYT", "90");

  private Failures() {}

  /**
   * Whether the change is to blame: a value too long, a time out of range, anything that was thrown
   * before the database wrote. H2 wraps failed writes and errors of its own in the same code; the
   * former have the store's exception as a cause.
   */
  static boolean isOfTheData(Exception failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      boolean ofTheFile = cause instanceof IOException || cause instanceof MVStoreException;
      if (ofTheFile || (cause instanceof SQLException sql && isOfTheDatabase(sql))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfTheDatabase(SQLException failed) {
    String state = failed.getSQLState();
    return state == null || OF_THE_DATABASE.stream().anyMatch(state::startsWith);
  }

  /** The file system's reason where there is one: H2 wraps it in several layers. */
  static String reason(Exception failed) {
    Throwable told = failed;
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException && cause.getMessage() != null) {
        told = cause;
      }
    }
    return told instanceof SQLException || told instanceof IOException
        ? String.valueOf(told.getMessage())
        : told.toString();
  }
}
