package io.tidemark.cli.cluster;

import io.tidemark.cli.broker.Folders;
import io.tidemark.cli.broker.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;
import org.jspecify.annotations.Nullable;

/**
 * A Flink session cluster on the loopback interface, each process a JVM of its own: what a real one
 * does when processes die, without a distribution or containers. Its class path is Flink with ONNX
 * Runtime; jobs bring their jar. The processes end with {@link #close()} and, should this JVM die
 * first, by themselves.
 */
public final class DevelopmentCluster implements AutoCloseable {
  /** A task manager that lost its job manager tries again after up to 30 s each time. */
  private static final Duration LONGEST_START = Duration.ofMinutes(3);

  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

  private final Path dir;
  private final boolean temporary;
  private final Settings settings;
  private final Configuration flink;
  private final int restPort;
  private final List<ClusterChild> taskManagers = new ArrayList<>();
  private final Thread atExit = new Thread(this::end, "cluster-stop");
  private @Nullable ClusterChild jobManager;
  private int started;

  /**
   * How large the cluster is.
   *
   * @param address of the job manager, which only its task managers call
   * @param hosts where task managers run, one after the other
   * @param taskManagers how many task managers
   * @param slots slots of each
   * @param taskManagerMiB memory of each task manager process, MiB
   * @param flink more of Flink's settings
   * @param dir folder of configuration and logs, which stays; null for a temporary one, which goes
   */
  public record Settings(
      String address,
      List<TaskHost> hosts,
      int taskManagers,
      int slots,
      int taskManagerMiB,
      Map<String, String> flink,
      @Nullable Path dir) {
    public Settings {
      hosts = List.copyOf(hosts);
      flink = Map.copyOf(flink);
    }

    /** Task managers of usual size on the loopback interface, in a temporary folder. */
    public static Settings of(int taskManagers, int slots) {
      TaskHost here = TaskHost.LOOPBACK;
      return new Settings(here.address(), List.of(here), taskManagers, slots, 1280, Map.of(), null);
    }

    /** The same with a task manager of one slot on each host. */
    public static Settings on(String address, List<TaskHost> hosts) {
      return new Settings(address, hosts, hosts.size(), 1, 1280, Map.of(), null);
    }

    /** The same with its files in {@code folder}. */
    public Settings in(Path folder) {
      return new Settings(address, hosts, taskManagers, slots, taskManagerMiB, flink, folder);
    }

    /** The same with these settings of Flink's. */
    public Settings with(Map<String, String> more) {
      return new Settings(address, hosts, taskManagers, slots, taskManagerMiB, more, dir);
    }
  }

  private DevelopmentCluster(Settings settings) throws IOException {
    this.settings = settings;
    temporary = settings.dir() == null;
    dir =
        settings.dir() == null
            ? Files.createTempDirectory("tidemark-cluster-")
            : Files.createDirectories(settings.dir()).toAbsolutePath();
    restPort = Ports.free();
    flink = ClusterSettings.of(Ports.free(), restPort, settings);
    ClusterSettings.write(flink, dir.resolve("conf"));
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts a cluster and returns when all its task managers have registered.
   *
   * @throws IOException when one of its processes does not come up
   */
  public static DevelopmentCluster start(Settings settings)
      throws IOException, InterruptedException {
    DevelopmentCluster cluster = new DevelopmentCluster(settings);
    try {
      cluster.startJobManager();
      for (int i = 0; i < settings.taskManagers(); i++) {
        cluster.startTaskManager();
      }
      cluster.awaitSlots();
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException failed) {
      cluster.close();
      throw failed;
    }
  }

  /**
   * REST interface of the job manager, where jobs are submitted. It serves programs of this machine
   * only ({@link LocalPrograms}).
   */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + restPort);
  }

  /** Folder of configuration and logs. */
  public Path dir() {
    return dir;
  }

  /** Process ids of the task managers that run, oldest first. */
  public synchronized List<Long> taskManagerPids() {
    return taskManagers.stream()
        .filter(child -> child.exitStatus() == null)
        .map(ClusterChild::pid)
        .toList();
  }

  /** Ends the oldest task manager as a power failure would. */
  public synchronized void killTaskManager() {
    taskManagers.remove(0).kill();
  }

  /** Ends the job manager as a power failure would; its jobs are gone but for their checkpoints. */
  public synchronized void killJobManager() {
    Objects.requireNonNull(jobManager).kill();
  }

  /** Starts the job manager, on the same ports as the one before. */
  public synchronized void startJobManager() throws IOException {
    jobManager =
        child(
            "jobmanager",
            temporary,
            List.of(),
            List.of("-Xmx384m"),
            List.of(
                StandaloneSessionClusterEntrypoint.class.getName(),
                "--configDir",
                dir.resolve("conf").toString()));
  }

  /** Starts one task manager more. */
  public synchronized void startTaskManager() throws IOException {
    TaskHost host = settings.hosts().get(started++ % settings.hosts().size());
    TaskExecutorProcessSpec spec = TaskExecutorProcessUtils.processSpecFromConfig(flink);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                TaskManagerRunner.class.getName(), "--configDir", dir.resolve("conf").toString()));
    arguments.addAll(words(TaskExecutorProcessUtils.generateDynamicConfigsStr(spec)));
    arguments.addAll(List.of("-D", "taskmanager.host=" + host.address()));
    arguments.addAll(List.of("-D", "taskmanager.bind-host=" + host.address()));
    List<String> jvm = new ArrayList<>(words(ProcessMemoryUtils.generateJvmParametersStr(spec)));
    jvm.addAll(words(flink.get(CoreOptions.FLINK_TM_JVM_OPTIONS)));
    taskManagers.add(child("taskmanager-" + started, false, host.command(), jvm, arguments));
  }

  private ClusterChild child(
      String name, boolean delete, List<String> through, List<String> jvm, List<String> arguments)
      throws IOException {
    return ClusterChild.start(dir, name, delete, through, jvm, arguments);
  }

  private static List<String> words(String text) {
    return List.of(text.strip().split("\\s+"));
  }

  /**
   * Waits until as many slots are registered as the running task managers have.
   *
   * @throws IOException when a process ends or it takes too long
   */
  public void awaitSlots() throws IOException, InterruptedException {
    ClusterRest rest = new ClusterRest(endpoint());
    long deadline = System.nanoTime() + LONGEST_START.toNanos();
    int wanted = taskManagers.size() * settings.slots();
    for (int slots = rest.slots(); slots < wanted; slots = rest.slots()) {
      List<ClusterChild> all = children();
      boolean ended = all.stream().anyMatch(child -> child.exitStatus() != null);
      if (ended || System.nanoTime() > deadline) {
        throw new IOException(
            "the cluster has %d of %d slots: %s"
                .formatted(
                    slots,
                    wanted,
                    String.join("; ", all.stream().map(ClusterChild::report).toList())));
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private synchronized List<ClusterChild> children() {
    return Stream.concat(Stream.ofNullable(jobManager), taskManagers.stream()).toList();
  }

  /** Stops all processes and deletes the folder if that is temporary. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      // the hook is running, or will
    }
    end();
  }

  private synchronized void end() {
    // Nothing of a session cluster is worth an orderly end once its jobs are stopped; a killed
    // task manager that lingers would keep its folder from going.
    taskManagers.forEach(ClusterChild::kill);
    taskManagers.clear();
    if (jobManager != null) {
      jobManager.stop(LONGEST_STOP);
      jobManager = null;
    }
    if (temporary) {
      Folders.delete(dir);
    }
  }
}
