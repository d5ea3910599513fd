package io.tidemark.cli.demo;

import io.tidemark.cli.broker.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A folder of its own for all temporary files of this JVM: Flink and ONNX Runtime leave some of
 * theirs behind, the more so when they are interrupted. It must be made before anything else makes
 * a temporary file, since the JVM remembers where that was.
 */
final class TemporaryFiles implements AutoCloseable {
  private static final String PROPERTY = "java.io.tmpdir";

  private final String before = System.getProperty(PROPERTY);
  private final Path folder;

  TemporaryFiles() throws IOException {
    folder = Files.createDirectory(Path.of(before, "tidemark-demo-" + UUID.randomUUID()));
    System.setProperty(PROPERTY, folder.toString());
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() {
    System.setProperty(PROPERTY, before);
    Folders.delete(folder);
  }
}
