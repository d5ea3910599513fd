package io.tidemark.cli.broker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * Main class of the broker's own JVM. It lives as long as its standard input is open: whatever ends
 * the parent, even {@code kill -9}, closes the pipe, and the broker goes. Arguments: the properties
 * file, and {@code delete} when the broker's folder goes with it.
 */
final class BrokerProcess {
  /** Printed on standard output when clients may connect. */
  static final String READY = "ready";

  private static final long LONGEST_SHUTDOWN_MILLIS = 10_000;

  private BrokerProcess() {}

  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    boolean delete = args.length > 1 && args[1].equals("delete");
    Properties properties = properties(file);
    format(file, properties.getProperty("tidemark.cluster.id"));
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
    watchParent(server, delete ? file.toAbsolutePath().getParent() : null);
    server.startup();
    System.out.println(READY);
  }

  private static Properties properties(Path file) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    }
    return properties;
  }

  /** Prepares the data folder; one that is formatted already stays as it is. */
  private static void format(Path file, String clusterId) {
    String[] args = {"format", "--ignore-formatted", "-t", clusterId, "-c", file.toString()};
    int status = StorageTool.execute(args, System.err);
    if (status != 0) {
      System.exit(status);
    }
  }

  private static void watchParent(KafkaRaftServer server, @Nullable Path folder) {
    Optional<ProcessHandle> parent = ProcessHandle.current().parent();
    Thread watch =
        new Thread(
            () -> {
              awaitEndOfInput();
              if (folder == null) {
                shutDown(server);
              } else {
                vanish(folder, parent);
              }
              Runtime.getRuntime().halt(0);
            },
            "parent-watch"); // no daemon: it outlives main
    watch.start();
  }

  /** In order, so that the next start finds its data as they were. */
  private static void shutDown(KafkaRaftServer server) {
    haltAfter(LONGEST_SHUTDOWN_MILLIS);
    server.shutdown();
    server.awaitShutdown();
  }

  /**
   * The folder goes under Kafka's feet, so Kafka must not end this process before all of it is
   * gone. The parent may write there until its very end.
   */
  private static void vanish(Path folder, Optional<ProcessHandle> parent) {
    Exit.setHaltProcedure((status, message) -> LockSupport.park());
    Exit.setExitProcedure((status, message) -> LockSupport.park());
    Folders.vanish(
        folder,
        () -> parent.filter(ProcessHandle::isAlive).isPresent(),
        Duration.ofMillis(LONGEST_SHUTDOWN_MILLIS));
  }

  private static void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // the parent sends nothing; only the end counts
      }
    } catch (IOException closed) {
      // as good as the end
    }
  }

  private static void haltAfter(long millis) {
    Thread watchdog =
        new Thread(
            () -> {
              try {
                Thread.sleep(millis);
              } catch (InterruptedException interrupted) {
                // halt now
              }
              Runtime.getRuntime().halt(1);
            },
            "shutdown-watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
  }
}
