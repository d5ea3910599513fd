package io.tidemark.console.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreFolderTest {
  @TempDir Path folder;

  @Test
  void aPathCarriesNoSettingsOfTheDatabase() throws IOException {
    Path script = folder.resolve("script.sql");
    Path proof = folder.resolve("proof");
    Files.writeString(script, "CALL FILE_WRITE('x', '" + proof + "')");
    Path hostile = Path.of(folder + "/x;INIT=RUNSCRIPT FROM '" + script + "'");

    assertThatThrownBy(() -> History.open(hostile, null, Clock.systemUTC()))
        .isInstanceOf(StoreException.class)
        .hasMessage(hostile + " is not accepted; it must be a path without ';'")
        .message()
        .hasLineCount(1);

    assertThat(proof).doesNotExist();
    assertThat(folder.resolve("x")).doesNotExist();
  }

  @Test
  void onlyTheOwnerReadsTheHistory() throws IOException {
    Path store = folder.resolve("new/store");

    History.open(store, null, Clock.systemUTC()).close();

    assertThat(permissions(store)).isEqualTo("rwx------");
    assertThat(permissions(store.resolve("console.mv.db"))).isEqualTo("rw-------");
  }

  @Test
  void aHistoryFromBeforeIsTakenFromTheOthers() throws IOException {
    Path store = folder.resolve("store");
    History.open(store, null, Clock.systemUTC()).close();
    Path trace = Files.writeString(store.resolve("console.trace.db"), "from before");
    Path other = Files.writeString(store.resolve("notes.txt"), "not the console's");
    Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (Path file : List.of(store.resolve("console.mv.db"), trace, other)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    try (History history = History.open(store, null, Clock.systemUTC())) {
      assertThat(history.messages()).isZero();
      assertThat(permissions(store)).isEqualTo("rwx------");
      assertThat(permissions(store.resolve("console.mv.db"))).isEqualTo("rw-------");
      assertThat(permissions(trace)).isEqualTo("rw-------");
      assertThat(permissions(other)).isEqualTo("rw-r--r--");
    }
  }

  @Test
  void anErrorLeavesNoTraceFile() throws IOException {
    try (Database database = Database.open(StoreFolder.create(folder))) {
      assertThatThrownBy(
              () ->
                  database.write(
                      connection -> connection.createStatement().execute("SELECT * FROM nowhere")))
          .isInstanceOf(StoreException.class);
    }

    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("console.mv.db");
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
