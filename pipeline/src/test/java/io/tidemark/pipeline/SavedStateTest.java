package io.tidemark.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.DefinitionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedStateTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @TempDir Path folder;

  @Test
  void noneStartsFromNothingThoughACheckpointIsThere() throws IOException {
    complete("job/chk-1", NOON);
    assertThat(SavedState.find("none", folder.toString())).isNull();
  }

  @Test
  void latestIsTheNewestCheckpointOfAnyJobWhateverItsNumber() throws IOException {
    complete("first/chk-90", NOON);
    complete("second/chk-2", NOON.plusSeconds(60));
    complete("third/chk-7", NOON.minusSeconds(60));
    SavedState found = Objects.requireNonNull(SavedState.find("latest", folder.toString()));
    assertThat(found.path()).endsWith("second/chk-2");
    assertThat(found.ours()).isTrue();
  }

  @Test
  void aCheckpointThatWasNotFinishedDoesNotCount() throws IOException {
    complete("job/chk-1", NOON);
    Files.createDirectories(folder.resolve("job/chk-2"));
    Files.createDirectories(folder.resolve("job/shared"));
    assertThat(SavedState.find("latest", folder.toString()))
        .extracting(SavedState::path)
        .asString()
        .endsWith("job/chk-1");
  }

  @Test
  void latestStartsFromNothingWhereThereIsNoCheckpointYet() {
    assertThat(SavedState.find("latest", folder.resolve("absent").toString())).isNull();
    assertThat(SavedState.find("latest", folder.toString())).isNull();
  }

  @Test
  void latestNeedsAFolder() {
    assertThatThrownBy(() -> SavedState.find("latest", null))
        .isInstanceOf(DefinitionException.class)
        .hasMessageStartingWith("checkpoints.dir: is missing");
  }

  @Test
  void aNamedSavepointIsTheUsersAndIsKept() throws IOException {
    Path savepoint = complete("savepoint-a", NOON);
    assertThat(SavedState.find(savepoint.toString(), null))
        .isEqualTo(new SavedState(savepoint.toString(), NOON, false));
  }

  @Test
  void aNamedFolderWithoutASnapshotIsRefused() {
    assertThatThrownBy(() -> SavedState.find(folder.toString(), null))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("--restore")
        .hasMessageContaining(folder.toString());
  }

  private Path complete(String name, Instant written) throws IOException {
    Path snapshot = Files.createDirectories(folder.resolve(name));
    Path metadata = Files.writeString(snapshot.resolve("_metadata"), "");
    Files.setLastModifiedTime(metadata, FileTime.from(written));
    return snapshot;
  }
}
