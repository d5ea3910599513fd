package io.tidemark.cli;

import io.tidemark.cli.broker.Folders;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The folder that the launcher makes for the temporary files of this JVM. Flink and ONNX Runtime
 * leave some of theirs behind, the more so when they are interrupted; the folder goes with all.
 */
final class TemporaryFolder {
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private TemporaryFolder() {}

  /** Deletes the folder when this JVM ends, unless it is killed. */
  static void deleteAtExit() {
    String folder = System.getProperty("tidemark.temporary");
    if (folder != null) {
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> Folders.vanish(Path.of(folder), () -> false, LONGEST), "temporary-folder"));
    }
  }
}
