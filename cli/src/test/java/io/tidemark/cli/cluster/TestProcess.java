package io.tidemark.cli.cluster;

import io.tidemark.cli.broker.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer;

/** For tests: what a cluster has beside its own processes when it is to be highly available. */
public final class TestProcess implements AutoCloseable {
  private final ClusterChild child;
  private final int port;

  private TestProcess(ClusterChild child, int port) {
    this.child = child;
    this.port = port;
  }

  /** ZooKeeper as it comes with Flink, one server, with its data in {@code folder}. */
  public static TestProcess zooKeeper(Path folder) throws IOException {
    int port = Ports.free();
    Files.createDirectories(folder.resolve("conf"));
    Path config =
        Files.writeString(
            folder.resolve("zoo.cfg"),
            """
            dataDir=%s
            clientPort=%d
            clientPortAddress=127.0.0.1
            admin.enableServer=false
            """
                .formatted(Files.createDirectories(folder.resolve("data")), port));
    return start(
        folder,
        "zookeeper",
        port,
        FlinkZooKeeperQuorumPeer.class.getName(),
        "--zkConfigFile",
        config.toString(),
        "--peerId",
        "1");
  }

  /** One JobManager more, that waits for the other to die. */
  public static TestProcess jobManager(DevelopmentCluster cluster) throws IOException {
    int port = Ports.free();
    return start(
        cluster.dir(),
        "jobmanager-2",
        port,
        StandaloneSessionClusterEntrypoint.class.getName(),
        "--configDir",
        cluster.dir().resolve("conf").toString(),
        "-Drest.port=" + port);
  }

  private static TestProcess start(Path dir, String name, int port, String... arguments)
      throws IOException {
    List<String> jvm = List.of("-Xmx384m");
    return new TestProcess(ClusterChild.start(dir, name, false, List.of(), jvm, List.of(arguments)), port);
  }

  /** Where it listens on 127.0.0.1. */
  public int port() {
    return port;
  }

  @Override
  public void close() {
    child.kill();
  }
}
