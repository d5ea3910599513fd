package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.broker.Certificates;
import io.tidemark.cli.broker.DevelopmentBroker;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.config.PipelineConfigReader;
import io.tidemark.schemas.AnomalyAlert;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Source, sink and tools against a broker that wants TLS and knows who is asking. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SecuredBrokerIT {
  private static final String SCRAM_PASSWORD = "scram-word-of-this-test";

  @TempDir static Path keys;
  @TempDir Path folder;
  private static Certificates certificates;
  private static DevelopmentBroker broker;

  @BeforeAll
  static void start() throws Exception {
    certificates = Certificates.in(keys);
    Files.writeString(
        keys.resolve("secrets.properties"),
        "tls=" + Certificates.PASSWORD + "\nscram=" + SCRAM_PASSWORD + "\n");
    broker =
        DevelopmentBroker.start(
            DevelopmentBroker.Settings.onPort(0).securedBy(certificates.broker()));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      ScramCredentialInfo info = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
      admin
          .alterUserScramCredentials(
              List.of(new UserScramCredentialUpsertion("job", info, SCRAM_PASSWORD)))
          .all()
          .get();
    }
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void theJobAndTheToolsLogInWithScramOverTls() throws Exception {
    Map<String, String> client = new HashMap<>(certificates.trusting());
    client.put("security.protocol", "SASL_SSL");
    client.put("sasl.mechanism", "SCRAM-SHA-512");
    client.put(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"job\""
            + " password=\"${file:"
            + keys.resolve("secrets.properties")
            + ":scram}\";");
    detectsAndShows(broker.scramServers(), client);
  }

  @Test
  void theJobAndTheToolsBringACertificate() throws Exception {
    Map<String, String> client = new HashMap<>(certificates.trusting());
    client.putAll(certificates.identified());
    detectsAndShows(broker.mutualTlsServers(), client);
  }

  /** A whole job in a JVM of its own, whose output must not hold a secret. */
  private void detectsAndShows(String servers, Map<String, String> client) throws Exception {
    PumpRun run = PumpRun.in(folder, broker.bootstrapServers());
    List<Observation> stream = PumpRun.stream();
    run.produce(stream, 10);
    String settings =
        client.entrySet().stream()
            .map(entry -> entry.getKey() + ": '" + entry.getValue() + "'")
            .collect(Collectors.joining(", "));
    Path config = run.configFile("events: {bounded: true}");
    Files.writeString(
        config,
        Files.readString(config)
            .replaceFirst(
                "kafka: .*",
                java.util.regex.Matcher.quoteReplacement(
                    "kafka: {bootstrapServers: \""
                        + servers
                        + "\", properties: {"
                        + settings
                        + "}}")));
    assertThat(PipelineConfigReader.read(config).toString()).doesNotContain("password");

    try (CliProcess job = CliProcess.start(folder, "run", "--config", config.toString())) {
      PumpRun.await(() -> !job.alive());
      assertThat(job.out() + job.err())
          .contains("has read its input to the end")
          .doesNotContain(SCRAM_PASSWORD, Certificates.PASSWORD);
    }
    PumpRun.assertSameAlerts(run.read("alerts", AnomalyAlert.class), run.alertsOfTheCore(stream));
    assertThat(shown(servers, client, run.prefix() + "-alerts")).hasSizeGreaterThan(20);
  }

  private List<String> shown(String servers, Map<String, String> client, String topic)
      throws Exception {
    Path properties = folder.resolve("client.properties");
    Files.writeString(
        properties,
        client.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining("\n")));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Tidemark.run(
            new PrintWriter(out),
            new PrintWriter(err),
            "alerts",
            "--bootstrap-servers=" + servers,
            "--kafka-properties=" + properties,
            "--topic=" + topic);
    assertThat(status).as(err.toString()).isZero();
    return out.toString().lines().toList();
  }
}
