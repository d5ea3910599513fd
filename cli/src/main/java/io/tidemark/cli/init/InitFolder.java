package io.tidemark.cli.init;

import io.tidemark.detector.definition.DefinitionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder that {@code init} writes; it overwrites definitions only with {@code --force}. */
public final class InitFolder {
  private final Path folder;

  private InitFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Opens a folder.
   *
   * @param force whether files that are there may be overwritten
   * @throws DefinitionException when it holds definitions, and they may not be overwritten
   */
  public static InitFolder open(Path folder, boolean force) {
    if (!force && Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        List<String> there =
            files
                .map(file -> String.valueOf(file.getFileName()))
                .filter(n -> n.endsWith(".yaml"))
                .toList();
        if (!there.isEmpty()) {
          throw DefinitionException.of(
              "--out", folder, "a folder without " + there.get(0) + ", or pass --force");
        }
      } catch (IOException unreadable) {
        throw DefinitionException.of("--out", folder, "a folder that can be read");
      }
    }
    return new InitFolder(folder);
  }

  /** A file in the folder. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /** Writes a text. */
  public Path write(String name, String text) throws IOException {
    Files.createDirectories(folder);
    return Files.writeString(file(name), text);
  }
}
