package io.tidemark.console.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Bytes of the database's file.
 *
 * @param file all of it
 * @param occupied not free to be written over
 * @param live of those, what is not deleted or replaced; the rest becomes free by and by
 */
record StoreSize(long file, long occupied, long live) {
  private static final long ALL = 100;

  /** Asks the database, which knows them as of its last write to the file. */
  static final class Measuring implements Database.Change {
    private StoreSize size = new StoreSize(0, 0, 0);

    @Override
    public void on(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT MAX(CASE setting_name WHEN 'info.FILE_SIZE' THEN setting_value END),"
                      + " MAX(CASE setting_name WHEN 'info.FILL_RATE' THEN setting_value END),"
                      + " MAX(CASE setting_name WHEN 'info.CHUNKS_FILL_RATE' THEN setting_value"
                      + " END) FROM information_schema.settings")) {
        row.next();
        long file = row.getLong(1);
        long occupied = file / ALL * row.getInt(2);
        size = new StoreSize(file, occupied, occupied / ALL * row.getInt(3));
      }
    }

    StoreSize size() {
      return size;
    }
  }
}
