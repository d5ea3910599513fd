package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.broker.DevelopmentBroker;
import io.tidemark.cli.broker.Ports;
import io.tidemark.schemas.AnomalyAlert;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whether the long-running commands say that their broker is away, and that it is back. */
class BrokerOutageIT {
  /** Longer with {@code -Dtidemark.outage=PT2M}. */
  private static final Duration OUTAGE =
      Duration.parse(System.getProperty("tidemark.outage", "PT20S"));

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<CliProcess> commands = new ArrayList<>();

  @TempDir Path folder;

  @AfterEach
  void stop() throws Exception {
    for (CliProcess command : commands) {
      command.close();
    }
  }

  @Test
  @Timeout(value = 8, unit = TimeUnit.MINUTES)
  void eachCommandSaysThatTheBrokerIsAwayAndThatItIsBackAndItsProbeFollows() throws Exception {
    DevelopmentBroker.Settings settings =
        DevelopmentBroker.Settings.onPort(0).in(folder.resolve("broker"));
    try (DevelopmentBroker broker = DevelopmentBroker.start(settings)) {
      PumpRun run = PumpRun.in(folder, broker.bootstrapServers());
      List<URI> probes = start(broker, run);
      PumpRun.await(() -> statuses(probes, "ready").stream().allMatch(status -> status == 200));

      broker.kill();
      long killed = System.nanoTime();
      PumpRun.await(() -> allSay("The broker is away: no answer from 127.0.0.1"));
      assertThat(statuses(probes, "ready")).containsOnly(503);
      assertThat(statuses(probes, "health")).containsOnly(200);
      assertThat(commands).allMatch(CliProcess::alive);
      LockSupport.parkNanos(OUTAGE.toNanos() - (System.nanoTime() - killed));

      broker.restart();
      PumpRun.await(() -> allSay("The broker is back: 127.0.0.1"));
      PumpRun.await(() -> statuses(probes, "ready").stream().allMatch(status -> status == 200));
      run.produce(PumpRun.stream(), 0);
      PumpRun.await(() -> !run.read("alerts", AnomalyAlert.class).isEmpty());
    }
    for (CliProcess command : commands) {
      assertThat(command.err()).doesNotContainIgnoringCase("data loss");
    }
    for (String line : commands.get(0).err().lines().toList()) {
      assertThat(new ObjectMapper().readTree(line).path("message").isTextual()).as(line).isTrue();
    }
  }

  /** Starts all of them; the addresses of those that answer probes. */
  private List<URI> start(DevelopmentBroker broker, PumpRun run) throws Exception {
    String servers = "--bootstrap-servers=" + broker.bootstrapServers();
    String alerts = run.prefix() + "-alerts";
    Path url = Files.writeString(folder.resolve("url"), "http://127.0.0.1:" + Ports.free() + "/");
    Path delivery =
        Files.writeString(
            folder.resolve("delivery.yaml"),
            "receivers: [{name: ops, type: webhook, url: {file: %s}}]".formatted(url));
    List<URI> probes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      probes.add(URI.create("http://127.0.0.1:" + Ports.free() + "/"));
    }
    command(
        "run",
        "--config=" + run.configFile("events: {idleness: 1s}"),
        "--health-port=" + probes.get(0).getPort(),
        "--log-format=json");
    command(
        "console",
        servers,
        "--alerts-topic=" + alerts,
        "--store=" + folder.resolve("store"),
        "--port=" + probes.get(1).getPort());
    command(
        "deliver",
        servers,
        "--alerts-topic=" + alerts,
        "--config=" + delivery,
        "--health-port=" + probes.get(2).getPort());
    command("alerts", "--follow", servers, "--topic=" + alerts);
    return probes;
  }

  private void command(String... arguments) throws IOException {
    commands.add(CliProcess.start(folder, arguments));
  }

  private boolean allSay(String words) throws IOException {
    for (CliProcess command : commands) {
      if (!command.err().contains(words)) {
        return false;
      }
    }
    return true;
  }

  private List<Integer> statuses(List<URI> probes, String path) throws InterruptedException {
    List<Integer> statuses = new ArrayList<>();
    for (URI probe : probes) {
      HttpRequest request =
          HttpRequest.newBuilder(probe.resolve(path)).timeout(Duration.ofSeconds(10)).build();
      try {
        statuses.add(client.send(request, BodyHandlers.discarding()).statusCode());
      } catch (IOException notYet) {
        statuses.add(0);
      }
    }
    return statuses;
  }
}
