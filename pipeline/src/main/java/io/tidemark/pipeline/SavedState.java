package io.tidemark.pipeline;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.schemas.FileFailure;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint or savepoint to start from.
 *
 * @param path its folder
 * @param written when it was completed
 * @param ours whether it is a checkpoint of an earlier run, that may be deleted once newer ones
 *     stand
 */
record SavedState(String path, Instant written, boolean ours) {
  private static final String METADATA = "_metadata";

  /**
   * What {@code --restore} means.
   *
   * @param restore {@code none}, {@code latest} or the path of a checkpoint or savepoint
   * @param dir the folder of checkpoints, for {@code latest}
   * @return null when the job starts from nothing
   * @throws DefinitionException when there is nothing to restore from where there must be
   */
  static @Nullable SavedState find(String restore, @Nullable String dir) {
    switch (restore) {
      case "none":
        return null;
      case "latest":
        if (dir == null) {
          throw new DefinitionException(
              "checkpoints.dir: is missing; --restore latest looks for a checkpoint there");
        }
        return newest(dir);
      default:
        return named(restore);
    }
  }

  /**
   * The newest complete checkpoint of any earlier job under {@code dir}; null when there is none.
   */
  private static @Nullable SavedState newest(String dir) {
    try {
      FileSystem files = fileSystem(dir);
      FileStatus newest = null;
      for (FileStatus job : list(files, new Path(dir))) {
        for (FileStatus checkpoint : job.isDir() ? list(files, job.getPath()) : new FileStatus[0]) {
          Path metadata = new Path(checkpoint.getPath(), METADATA);
          if (checkpoint.getPath().getName().startsWith("chk-") && files.exists(metadata)) {
            FileStatus status = files.getFileStatus(metadata);
            newest =
                newest == null || status.getModificationTime() > newest.getModificationTime()
                    ? status
                    : newest;
          }
        }
      }
      return newest == null
          ? null
          : new SavedState(newest.getPath().getParent().toString(), written(newest), true);
    } catch (IOException unreadable) {
      throw new DefinitionException(
          "checkpoints.dir: " + dir + " cannot be read: " + FileFailure.reason(unreadable));
    }
  }

  private static FileStatus[] list(FileSystem files, Path folder) throws IOException {
    try {
      FileStatus[] found = files.listStatus(folder);
      return found == null ? new FileStatus[0] : found;
    } catch (FileNotFoundException none) {
      return new FileStatus[0];
    }
  }

  private static SavedState named(String folder) {
    try {
      Path metadata = new Path(folder, METADATA);
      FileStatus found = metadata.getFileSystem().getFileStatus(metadata);
      return new SavedState(folder, written(found), false);
    } catch (IOException unreadable) {
      throw DefinitionException.of(
          "--restore", folder, "none, latest or the folder of a checkpoint or savepoint");
    }
  }

  private static Instant written(FileStatus metadata) {
    return Instant.ofEpochMilli(metadata.getModificationTime());
  }

  static FileSystem fileSystem(String dir) {
    try {
      return new Path(dir).getFileSystem();
    } catch (IOException unknown) {
      throw DefinitionException.of(
          "checkpoints.dir",
          dir,
          "a folder or a URI that Flink can write: " + unknown.getMessage());
    }
  }
}
