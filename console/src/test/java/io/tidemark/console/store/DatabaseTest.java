package io.tidemark.console.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseTest {
  @TempDir Path folder;
  private Database database;

  @BeforeEach
  void open() {
    database = Database.open(StoreFolder.create(folder));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO kafka_position VALUES ('a', 0, 'no number')",
        "INSERT INTO kafka_position VALUES ('a', 0, 99999999999999999999)",
        "INSERT INTO kafka_position VALUES ('a', 0, NULL)",
        "INSERT INTO kafka_position VALUES ('a', 0, 1), ('a', 0, 2)",
        "INSERT INTO kafka_position VALUES ('a', 0, 1 / 0)"
      })
  void dataThatDoNotFitAreRefusedAndWhatComesNextIsTaken(String sql) throws Exception {
    assertThatThrownBy(() -> database.write(connection -> execute(connection, sql)))
        .isInstanceOf(RefusedException.class);

    assertThat(positions()).isZero();
    database.write(
        connection -> execute(connection, "INSERT INTO kafka_position VALUES ('b', 0, 1)"));
    assertThat(positions()).isEqualTo(1);
  }

  @Test
  void whatThrowsBeforeItIsWrittenIsRefusedToo() throws Exception {
    assertThatThrownBy(
            () ->
                database.write(
                    connection -> {
                      execute(connection, "INSERT INTO kafka_position VALUES ('a', 0, 1)");
                      Math.addExact(Long.MAX_VALUE, 1);
                    }))
        .isInstanceOf(RefusedException.class)
        .hasMessage("java.lang.ArithmeticException: long overflow");

    assertThat(positions()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SELECT * FROM nowhere", "SHUTDOWN IMMEDIATELY", "DROP TABLE kafka_position"})
  void aDatabaseThatDoesNotWorkRefusesNothing(String sql) throws Exception {
    // The last one is no failure by itself: what is thrown after it is, since nothing works then.
    assertThatThrownBy(
            () ->
                database.write(
                    connection -> {
                      execute(connection, sql);
                      Math.addExact(Long.MAX_VALUE, 1);
                    }))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> database.write(connection -> {}))
        .as("until it recovers")
        .isInstanceOf(StoreException.class);

    database.recover();

    database.write(
        connection -> execute(connection, "INSERT INTO kafka_position VALUES ('b', 0, 1)"));
    assertThat(positions()).isEqualTo(1);
  }

  @Test
  void whatIsKeptIsStillThereWhenItIsReopened() throws Exception {
    for (boolean shrinks : new boolean[] {false, true}) {
      database.write(
          connection ->
              execute(connection, "INSERT INTO kafka_position VALUES ('" + shrinks + "', 0, 1)"));
      database.reopen(shrinks);
    }

    assertThat(positions()).isEqualTo(2);
  }

  @Test
  void onceClosedItSaysSo() {
    database.close();

    assertThatThrownBy(this::positions).hasMessage("the history is closed");
    assertThatThrownBy(() -> database.write(connection -> {})).hasMessage("the history is closed");
    assertThatThrownBy(() -> database.reopen(false)).hasMessage("the history is closed");
  }

  private int positions() throws SQLException {
    return database.read(
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM kafka_position")) {
            row.next();
            return row.getInt(1);
          }
        });
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
