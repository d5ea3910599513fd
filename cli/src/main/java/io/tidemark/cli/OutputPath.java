package io.tidemark.cli;

import io.tidemark.detector.definition.DefinitionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Asks of places for results whether they can be written, before the work that makes them. */
public final class OutputPath {
  private OutputPath() {}

  /**
   * Makes the file's folder where it is missing.
   *
   * @param option named in the error
   * @throws DefinitionException when the file cannot be written there
   */
  public static void requireFile(String option, Path file) {
    if (!takesFile(file)) {
      throw DefinitionException.of(option, file, "a file in a folder that can be written");
    }
  }

  /**
   * Makes the folder where it is missing.
   *
   * @param option named in the error
   * @throws DefinitionException when files cannot be written in it
   */
  public static void requireFolder(String option, Path folder) {
    if (!takesFiles(folder)) {
      throw DefinitionException.of(option, folder, "a folder that can be written");
    }
  }

  private static boolean takesFile(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      return !Files.isDirectory(file) && Files.isWritable(file); // such as a pipe
    }
    Path folder = file.toAbsolutePath().getParent();
    return folder != null && takesFiles(folder) && (!Files.exists(file) || Files.isWritable(file));
  }

  private static boolean takesFiles(Path folder) {
    try {
      // Asked first, since a link to a folder counts as no folder when folders are made.
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
      return Files.isWritable(folder);
    } catch (IOException unusable) {
      return false;
    }
  }
}
