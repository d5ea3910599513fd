package io.tidemark.lab.chaos;

import io.tidemark.cli.cluster.TaskHost;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Network namespaces for task managers, joined to this machine by a bridge, so that one of them can
 * be cut off from the others, the job manager and Kafka. Needs the right to make them; without it
 * all run on the loopback interface and none can be cut off.
 */
final class TaskNetworks implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";

  private final String name;
  private final String subnet;
  private final int size;
  private final Thread atExit = new Thread(this::remove, "task-networks-remove");
  private @Nullable String obstacle;

  private TaskNetworks(int size) {
    long id = ProcessHandle.current().pid() % 250;
    this.size = size;
    name = "tm" + id;
    subnet = "10.213.%d.".formatted(id);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Makes as many namespaces as there are to be task managers. */
  static TaskNetworks of(int size) throws IOException, InterruptedException {
    TaskNetworks networks = new TaskNetworks(size);
    networks.remove(); // of a process that was killed
    networks.obstacle = networks.make();
    if (networks.obstacle != null) {
      networks.remove();
    }
    return networks;
  }

  private @Nullable String make() throws IOException, InterruptedException {
    String failed =
        runAll(
            "ip link add %s type bridge".formatted(name),
            "ip addr add %s/24 dev %s".formatted(subnet + "1", name),
            "ip link set %s up".formatted(name));
    for (int host = 0; host < size && failed == null; host++) {
      failed = join(host);
    }
    return failed;
  }

  private @Nullable String join(int host) throws IOException, InterruptedException {
    String space = space(host);
    return runAll(
        "ip netns add " + space,
        "ip link add %s type veth peer name eth0 netns %s".formatted(link(host), space),
        "ip link set %s master %s".formatted(link(host), name),
        "ip link set %s up".formatted(link(host)),
        "ip -n %s addr add %s/24 dev eth0".formatted(space, address(host)),
        "ip -n %s link set eth0 up".formatted(space),
        "ip -n %s link set lo up".formatted(space),
        "nsenter --net=/run/netns/%s true".formatted(space));
  }

  /** Why none can be cut off; null when one can. */
  @Nullable String obstacle() {
    return obstacle;
  }

  /** Address under which task managers reach this machine. */
  String address() {
    return obstacle == null ? subnet + "1" : LOOPBACK;
  }

  /** Where task managers run; empty where there are no namespaces. */
  List<TaskHost> hosts() {
    List<TaskHost> hosts = new ArrayList<>();
    for (int host = 0; host < size && obstacle == null; host++) {
      hosts.add(
          new TaskHost(address(host), List.of("nsenter", "--net=/run/netns/" + space(host), "--")));
    }
    return hosts;
  }

  /** Cuts the first host off. */
  void cut() throws IOException, InterruptedException {
    set("down");
  }

  /** Joins the first host to the others again. */
  void heal() throws IOException, InterruptedException {
    set("up");
  }

  private void set(String state) throws IOException, InterruptedException {
    String failed = run("ip link set %s %s".formatted(link(0), state));
    if (failed != null) {
      throw new IOException(failed);
    }
  }

  private String space(int host) {
    return "%s-%d".formatted(name, host);
  }

  private String link(int host) {
    return "%sv%d".formatted(name, host);
  }

  private String address(int host) {
    return subnet + (host + 2);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      return; // the hook is running, or will
    }
    remove();
  }

  /** What is not there fails, which is no matter. */
  private void remove() {
    try {
      for (int host = 0; host < size; host++) {
        run("ip netns del " + space(host));
        run("ip link del " + link(host));
      }
      run("ip link del " + name);
    } catch (IOException stays) {
      System.err.println("Network namespaces " + name + " stay: " + stays.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static @Nullable String runAll(String... commands)
      throws IOException, InterruptedException {
    for (String command : commands) {
      String failed = run(command);
      if (failed != null) {
        return failed;
      }
    }
    return null;
  }

  private static @Nullable String run(String command) throws IOException, InterruptedException {
    return SystemCommand.run(command.split(" "));
  }
}
