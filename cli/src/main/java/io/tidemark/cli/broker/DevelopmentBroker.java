package io.tidemark.cli.broker;

import io.tidemark.detector.definition.DefinitionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A single Kafka broker in a JVM of its own, on the loopback interface: same protocol, transactions
 * and failures as any other. It ends with {@link #close()} and, should this JVM die first, by
 * itself.
 */
public final class DevelopmentBroker implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofSeconds(90);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(15);

  private final Path dir;
  private final boolean temporary;
  private final String address;
  private final int port;
  private final @Nullable BrokerTls tls;
  private final int scramPort;
  private final int mutualPort;
  private final Thread atExit = new Thread(this::closeQuietly, "broker-stop");
  private @Nullable BrokerChild child; // null only while the first one starts

  /**
   * What a broker needs to know.
   *
   * @param address of this machine that its plain listener has
   * @param port its port, 0 for a free one
   * @param dir folder of its data, which stays; null for a temporary one, which goes
   * @param tls certificates for encrypted listeners beside the plain one; null for none
   */
  public record Settings(String address, int port, @Nullable Path dir, @Nullable BrokerTls tls) {
    private static final String LOOPBACK = "127.0.0.1";

    public Settings {
      if (port < 0 || port > 65_535) {
        throw DefinitionException.of("--port", port, "a port from 0 to 65535");
      }
    }

    /** On a given port of the loopback interface, in a temporary folder. */
    public static Settings onPort(int port) {
      return new Settings(LOOPBACK, port, null, null);
    }

    /** On a free port of another address of this machine, in a temporary folder. */
    public static Settings onAddress(String address) {
      return new Settings(address, 0, null, null);
    }

    /** The same with its data in {@code folder}. */
    public Settings in(Path folder) {
      return new Settings(address, port, folder, tls);
    }

    /** The same with encrypted listeners: one for SASL/SCRAM, one for client certificates. */
    public Settings securedBy(BrokerTls certificates) {
      return new Settings(address, port, dir, certificates);
    }
  }

  private DevelopmentBroker(Path dir, boolean temporary, int port, Settings settings)
      throws IOException {
    this.dir = dir;
    this.temporary = temporary;
    this.port = port;
    address = settings.address();
    tls = settings.tls();
    scramPort = Ports.free();
    mutualPort = Ports.free();
    writeProperties();
    Runtime.getRuntime().addShutdownHook(atExit);
    try {
      this.child = BrokerChild.start(dir, temporary, LONGEST_START);
    } catch (IOException | RuntimeException failed) {
      Runtime.getRuntime().removeShutdownHook(atExit);
      if (temporary) {
        Folders.delete(dir);
      }
      throw failed;
    }
  }

  /** Starts a broker on a free port with its data in a temporary folder. */
  public static DevelopmentBroker start() throws IOException {
    return start(Settings.onPort(0));
  }

  /**
   * Starts a broker and returns when clients may connect.
   *
   * @throws DefinitionException when the port is taken or the folder cannot be used
   * @throws IOException when the broker does not come up
   */
  public static DevelopmentBroker start(Settings settings) throws IOException {
    int port = settings.port() == 0 ? Ports.free() : Ports.requireFree("--port", settings.port());
    Path dir = settings.dir();
    if (dir == null) {
      return new DevelopmentBroker(
          Files.createTempDirectory("tidemark-broker-"), true, port, settings);
    }
    try {
      Files.createDirectories(dir);
    } catch (IOException unusable) {
      throw DefinitionException.of(
          "--dir", dir, "a folder that can be written: " + unusable.getMessage());
    }
    return new DevelopmentBroker(dir.toAbsolutePath(), false, port, settings);
  }

  /** Host and port for clients. */
  public String bootstrapServers() {
    return address + ":" + port;
  }

  /** Host and port for clients that log in with SASL/SCRAM over TLS, where it has certificates. */
  public String scramServers() {
    return "127.0.0.1:" + scramPort;
  }

  /** Host and port for clients that bring a certificate, where it has certificates. */
  public String mutualTlsServers() {
    return "127.0.0.1:" + mutualPort;
  }

  /** Folder of its data and its log. */
  public Path dir() {
    return dir;
  }

  /** Creates topics, by number of partitions; those that exist stay as they are. */
  public void createTopics(Map<String, Integer> partitions) throws IOException {
    Map<String, Object> config =
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    try (Admin admin = Admin.create(config)) {
      Set<String> present = admin.listTopics().names().get();
      List<NewTopic> missing =
          partitions.entrySet().stream()
              .filter(topic -> !present.contains(topic.getKey()))
              .map(topic -> new NewTopic(topic.getKey(), topic.getValue(), (short) 1))
              .toList();
      Topics.create(admin, missing);
    } catch (ExecutionException refused) {
      throw new IOException(
          "cannot create topics " + partitions.keySet() + ": " + refused.getCause(), refused);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while creating topics", interrupted);
    }
  }

  /** Ends the broker as a power failure would; its data stay for {@link #restart()}. */
  public void kill() {
    running().kill();
  }

  private BrokerChild running() {
    return Objects.requireNonNull(child, "the broker is starting");
  }

  /** Closes the pipe to the broker, as the end of this JVM would; for tests. */
  void abandon() {
    running().abandon();
  }

  /** Starts the broker again after {@link #kill()}, on the same port and data. */
  public void restart() throws IOException {
    kill();
    child = BrokerChild.start(dir, temporary, LONGEST_START);
  }

  /** Waits until the broker ends and returns its exit status. */
  public int awaitExit() throws InterruptedException {
    return running().awaitExit();
  }

  /** Stops the broker and deletes its folder if that is temporary. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      // the hook is running, or will
    }
    stop();
  }

  private void closeQuietly() {
    try {
      if (temporary && child != null) {
        // Others of this JVM may still write there; the child outlives them and deletes it all.
        child.abandon();
        return;
      }
      stop();
    } catch (RuntimeException failed) {
      System.err.println("Broker in " + dir + " did not stop cleanly: " + failed.getMessage());
    }
  }

  private synchronized void stop() {
    if (child == null) {
      return; // it goes by itself when this JVM has gone
    }
    if (temporary) {
      child.kill();
      Folders.delete(dir);
    } else {
      child.stop(LONGEST_STOP);
    }
  }

  private void writeProperties() throws IOException {
    Properties properties = BrokerSettings.of(dir.resolve("data"), address, port, Ports.free());
    if (tls != null) {
      tls.secure(properties, scramPort, mutualPort);
    }
    Path clusterId = dir.resolve("cluster.id");
    if (!Files.exists(clusterId)) {
      Files.writeString(clusterId, Uuid.randomUuid().toString());
    }
    properties.setProperty("tidemark.cluster.id", Files.readString(clusterId).strip());
    try (var out = Files.newBufferedWriter(dir.resolve(BrokerChild.PROPERTIES))) {
      properties.store(out, "Written at each start");
    }
  }
}
