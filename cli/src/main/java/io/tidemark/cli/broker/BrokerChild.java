package io.tidemark.cli.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One run of {@link BrokerProcess}. */
final class BrokerChild {
  static final String PROPERTIES = "server.properties";
  private static final String LOGGING = "log4j2.properties";
  private static final String TEMPORARY = "tmp";
  private static final int REASON_LINES = 3;

  private final Process process;

  private BrokerChild(Process process) {
    this.process = process;
  }

  /**
   * Starts the JVM and returns when the broker serves clients.
   *
   * @throws IOException with the end of the broker's log, when it does not come up
   */
  static BrokerChild start(Path dir, boolean temporary, Duration longest) throws IOException {
    try (InputStream logging =
        BrokerChild.class.getResourceAsStream("/io/tidemark/cli/broker-log4j2.properties")) {
      Files.write(dir.resolve(LOGGING), Objects.requireNonNull(logging).readAllBytes());
    }
    Files.createDirectories(dir.resolve(TEMPORARY));
    ProcessBuilder builder = new ProcessBuilder(command(dir, temporary));
    environment(builder.environment());
    builder.redirectError(ProcessBuilder.Redirect.appendTo(dir.resolve("broker.log").toFile()));
    BrokerChild child = new BrokerChild(builder.start());
    try {
      child.awaitReady(dir, longest);
    } catch (IOException failed) {
      child.kill();
      throw failed;
    }
    return child;
  }

  /**
   * Through a shell that ignores SIGINT, which the JVM inherits: Ctrl-C reaches every process of
   * the terminal, and the parent must be able to finish its work with the broker before it stops
   * it.
   */
  private static List<String> command(Path dir, boolean temporary) {
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xms128m", "-Xmx512m", "-XX:+ExitOnOutOfMemoryError"));
    command.add("-Dlog4j2.configurationFile=" + dir.resolve(LOGGING).toUri());
    command.add("-Dtidemark.broker.dir=" + dir);
    command.add("-Djava.io.tmpdir=" + dir.resolve(TEMPORARY));
    command.add(BrokerProcess.class.getName());
    command.add(dir.resolve(PROPERTIES).toString());
    if (temporary) {
      command.add("delete");
    }
    return command;
  }

  /**
   * The class path travels in the environment, since a long command line is unreadable and some
   * tools cut it.
   */
  private static void environment(Map<String, String> environment) {
    environment.put("CLASSPATH", System.getProperty("java.class.path"));
    environment.put("ORT_DISABLE_TELEMETRY", "1");
    environment.put("DJL_OFFLINE", "true");
  }

  private void awaitReady(Path dir, Duration longest) throws IOException {
    CompletableFuture<Boolean> ready = new CompletableFuture<>();
    Thread reader = new Thread(() -> readOutput(ready), "broker-output");
    reader.setDaemon(true);
    reader.start();
    try {
      if (!ready.get(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("the Kafka broker did not start: " + endOfLog(dir));
      }
    } catch (TimeoutException late) {
      throw new IOException(
          "the Kafka broker did not start in " + longest.toSeconds() + " s: " + endOfLog(dir),
          late);
    } catch (ExecutionException failed) {
      throw new IOException("the Kafka broker did not start", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the Kafka broker started", interrupted);
    }
  }

  private void readOutput(CompletableFuture<Boolean> ready) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals(BrokerProcess.READY)) {
          ready.complete(true);
        }
      }
      ready.complete(false);
    } catch (IOException closed) {
      ready.complete(false);
    }
  }

  private static String endOfLog(Path dir) throws IOException {
    Path log = dir.resolve("broker.log");
    if (!Files.exists(log)) {
      return "it left no log";
    }
    List<String> lines =
        Files.readAllLines(log).stream().filter(line -> !line.startsWith("\tat ")).toList();
    return String.join(
        " | ", lines.subList(Math.max(0, lines.size() - REASON_LINES), lines.size()));
  }

  int awaitExit() throws InterruptedException {
    return process.waitFor();
  }

  /** Ends the process at once. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Closes the pipe that keeps the broker alive. */
  void abandon() {
    try {
      process.getOutputStream().close();
    } catch (IOException gone) {
      // it has ended
    }
  }

  /** Lets the broker shut down in order, for at most {@code longest}. */
  void stop(Duration longest) {
    abandon();
    try {
      if (process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    kill();
  }
}
