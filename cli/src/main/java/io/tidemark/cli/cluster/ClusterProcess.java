package io.tidemark.cli.cluster;

import io.tidemark.cli.broker.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Main class of each JVM of a {@link DevelopmentCluster}. It lives as long as its standard input is
 * open: whatever ends the parent, even {@code kill -9}, closes the pipe, and the process goes.
 * Arguments: the folder to delete then, or {@code -} for none; Flink's main class; its arguments.
 */
final class ClusterProcess {
  static final String KEEP = "-";

  private ClusterProcess() {}

  public static void main(String[] args) throws ReflectiveOperationException {
    String folder = args[0];
    Thread watch = new Thread(() -> endWithParent(folder), "parent-watch");
    watch.setDaemon(true);
    watch.start();
    String[] rest = Arrays.copyOfRange(args, 2, args.length);
    Class.forName(args[1]).getMethod("main", String[].class).invoke(null, (Object) rest);
  }

  private static void endWithParent(String folder) {
    try {
      while (System.in.read() >= 0) {
        // the parent sends nothing; only the end counts
      }
    } catch (IOException closed) {
      // as good as the end
    }
    if (!folder.equals(KEEP)) {
      try {
        Folders.delete(Path.of(folder));
      } catch (UncheckedIOException busy) {
        // another process of the cluster still writes; nothing more can be done here
      }
    }
    Runtime.getRuntime().halt(0);
  }
}
