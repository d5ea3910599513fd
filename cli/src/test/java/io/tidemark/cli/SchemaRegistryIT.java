package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.broker.Ports;
import io.tidemark.cli.broker.TestKafka;
import io.tidemark.console.Console;
import io.tidemark.console.ConsoleSettings;
import io.tidemark.console.situation.SituationRules;
import io.tidemark.console.web.Access;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.LocalJob;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.pipeline.config.PipelineConfigReader;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.registry.RegistrySettings;
import io.tidemark.schemas.wire.ConfluentFormat;
import io.tidemark.schemas.wire.WireFormat;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events and alerts in Confluent's wire format, with their schemas in a real registry. */
class SchemaRegistryIT {
  @TempDir private static Path registryFolder;
  private static TestKafka kafka;
  private static ApicurioProcess registry;
  private static int port;

  @TempDir Path folder;
  private PumpRun run;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() throws Exception {
    ApicurioProcess.assumePossible();
    port = Ports.free();
    registry = ApicurioProcess.start(registryFolder, port);
    kafka = TestKafka.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (kafka != null) {
      kafka.close();
    }
    if (registry != null) {
      registry.close();
    }
  }

  @BeforeEach
  void prepare() throws Exception {
    run = PumpRun.in(folder, kafka.bootstrapServers());
  }

  @Test
  void producersAheadAndBehindGiveTheAlertsOfTheCore() throws Exception {
    List<Observation> stream = PumpRun.stream();
    Producers producers = new Producers(url(), run.prefix() + "-events");
    run.produce(stream, producers::any);
    run.produce(List.of(stream.get(0)), event -> new byte[] {0, 0x7F, 0, 0, 1, 0});
    Path config = config("bounded: true");

    try (LocalJob job = job(config)) {
      job.join();
    }

    List<AnomalyAlert> alerts = run.read("alerts", AnomalyAlert.class, format());
    String alert = alerts.get(5).getAlertId();
    PumpRun.assertSameAlerts(alerts, run.alertsOfTheCore(stream));
    assertThat(run.read("dead", DeadLetter.class, WireFormat.AVRO))
        .singleElement()
        .satisfies(
            letter ->
                assertThat(letter.getDetail())
                    .isEqualTo("schema id 2130706433 is not in the registry"));
    assertThat(command("replay", "--alert=" + alert, "--config=" + config)).isZero();
    assertThat(alertsByCommand("--schema-registry", url())).isEqualTo(alerts.size());
    assertThat(onThePage(alert)).contains("\"state\":\"RESOLVED\"");
    assertThat(alertsByCommand()).isZero();
    assertThat(err.toString()).contains("in Confluent's wire format; name its --schema-registry");
  }

  @Test
  void aRegistryThatIsAwayHoldsEventsUpAndLosesNone() throws Exception {
    List<Observation> stream = PumpRun.stream();
    Producers producers = new Producers(url(), run.prefix() + "-events");
    try (LocalJob job = job(config("idleness: 1d"))) {
      PumpRun.await(() -> run.checkpointed(1));
      registry.close();
      try (ClosedDoor door = new ClosedDoor(port)) {
        run.produce(stream, producers::any);
        PumpRun.await(() -> door.knocks.get() >= 3);
      }
      assertThat(count(job, "observations")).isZero();
      assertThat(count(job, "deadLetters")).isZero();
      registry = ApicurioProcess.start(registryFolder, port);
      PumpRun.await(() -> count(job, "observations") == stream.size());
      job.drain(folder.resolve("savepoints"));
    }

    assertThat(run.read("dead", DeadLetter.class)).isEmpty();
    PumpRun.assertSameAlerts(
        run.read("alerts", AnomalyAlert.class, format()), run.alertsOfTheCore(stream));
  }

  @Test
  void aRegistryThatCannotBeUsedIsOneLineBeforeTheJobStarts() throws Exception {
    int nobody = Ports.free();

    assertThat(
            command("run", "--config", "" + config("bounded: true", ApicurioProcess.url(nobody))))
        .isEqualTo(Tidemark.BAD_INPUT);
    assertThat(command("run", "--config", "" + config("bounded: true", "http://127.0.0.1:" + port)))
        .isEqualTo(Tidemark.BAD_INPUT);

    assertThat(err.toString().lines())
        .satisfiesExactly(
            away ->
                assertThat(away)
                    .startsWith(
                        "schemaRegistry: the schema registry " + ApicurioProcess.url(nobody))
                    .contains("cannot be reached"),
            wrongPath -> assertThat(wrongPath).endsWith("check the path in its URL"));
  }

  /** Takes connections where the registry was, and ends them. */
  private static final class ClosedDoor implements AutoCloseable {
    private final AtomicInteger knocks = new AtomicInteger();
    private final ServerSocket socket;
    private final Thread thread = new Thread(this::refuse, "closed-door");

    ClosedDoor(int port) throws Exception {
      socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
      thread.start();
    }

    private void refuse() {
      try {
        while (true) {
          try (Socket knocking = socket.accept()) {
            knocks.incrementAndGet();
          }
        }
      } catch (java.io.IOException closed) {
        // the end
      }
    }

    @Override
    public void close() throws Exception {
      socket.close();
      thread.join();
    }
  }

  private static long count(LocalJob job, String what) throws InterruptedException {
    return ((Number) job.totals().getOrDefault(what, 0L)).longValue();
  }

  private static String url() {
    return ApicurioProcess.url(port);
  }

  private static ConfluentFormat format() {
    return new ConfluentFormat(RegistrySettings.of(url()));
  }

  private static LocalJob job(Path config) throws Exception {
    return LocalJob.start(TidemarkJob.checked(PipelineConfigReader.read(config)), "none");
  }

  private Path config(String events) throws Exception {
    return config(events, url());
  }

  private Path config(String events, String registry) throws Exception {
    return run.configFile(
        "events: {format: avro-confluent, " + events + "}",
        "alerts: {topic: " + run.prefix() + "-alerts, format: avro-confluent, notBefore: none}",
        "schemaRegistry: {url: \"" + registry + "\"}");
  }

  /** The console's incident, once it has read all of it. */
  private String onThePage(String alert) throws Exception {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", kafka.bootstrapServers());
    Duration years = Duration.ofDays(36_500);
    ConsoleSettings settings =
        new ConsoleSettings(
            run.prefix() + "-alerts",
            null,
            run.prefix() + "-feedback",
            run.prefix() + "-coverage",
            run.prefix() + "-silences",
            run.prefix() + "-actions",
            folder.resolve("history"),
            null,
            years,
            years,
            new Access("127.0.0.1", 0, null, null, null),
            SituationRules.DEFAULT,
            null,
            RegistrySettings.of(url()));
    try (Console console = Console.start(client, settings)) {
      HttpRequest request =
          HttpRequest.newBuilder(console.address().resolve("/api/incidents/" + alert)).build();
      String[] answer = {""};
      PumpRun.await(
          () -> {
            answer[0] = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
            return answer[0].contains("RESOLVED");
          });
      return answer[0];
    }
  }

  private long alertsByCommand(String... more) throws Exception {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of("alerts", "--json", "--bootstrap-servers", kafka.bootstrapServers()));
    arguments.addAll(List.of("--topic", run.prefix() + "-alerts"));
    arguments.addAll(List.of(more));
    assertThat(command(arguments.toArray(new String[0]))).isZero();
    long count = 0;
    for (String line : out.toString().lines().toList()) {
      JsonNode alert = new ObjectMapper().readTree(line);
      assertThat(alert.path("detector").asText()).isEqualTo("pump");
      count++;
    }
    return count;
  }

  private int command(String... arguments) {
    out.getBuffer().setLength(0);
    return Tidemark.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
