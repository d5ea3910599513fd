package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.broker.SharedKafka;
import io.tidemark.detector.Definitions;
import io.tidemark.pipeline.LocalJob;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.SensorEvent;
import io.tidemark.schemas.wire.EventEncoder;
import io.tidemark.schemas.wire.WireFormat;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Devices that go blind, each in its own way, in the 200 s before the log ends. Ticks of a second,
 * a lateness of 2 s, a gap of 3 ticks, windows of 4, a warm-up of 12.
 */
class StatusIT {
  @RegisterExtension static final SharedKafka kafka = new SharedKafka();

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int END = 200;

  private static final String PUMP =
      Definitions.PUMP.replace("updateEvery: 5s", "updateEvery: 5s, minCoverage: 0.9");

  /** The log ends, and goes on by no clock. */
  private static final String NO_IDLENESS = "events: {idleness: 1h}";

  /** A subtask without a partition would hold up the log for as long. */
  private static final String ONE = "parallelism: 1";

  /** What is said of each device at the end. */
  private static final Map<String, String> EXPECTED =
      Map.ofEntries(
          Map.entry("fine", "watched"),
          Map.entry("new", "warming up"),
          Map.entry("silent", "blind: silent"),
          Map.entry("dead-reading", "watched"),
          Map.entry("rare", "blind: rarer than tick"),
          Map.entry("late", "blind: late"),
          Map.entry("gap", "blind: gap"),
          Map.entry("reset", "blind: clock set"),
          Map.entry("garbled", "blind: undecodable"),
          Map.entry("year-1970", "blind: invalid"));

  @TempDir Path folder;
  private final EventEncoder<SensorEvent> encoder = WireFormat.AVRO.encoder(SensorEvent.class);

  @Test
  void statusNamesEachBlindDeviceWithItsReasonAlsoAfterARestart() throws Exception {
    PumpRun run = run();
    produce(run);
    try (LocalJob job = LocalJob.start(TidemarkJob.checked(run.config(NO_IDLENESS, ONE)), "none")) {
      awaitStatuses(run, EXPECTED);
      assertThat(topicSetting(run, "cleanup.policy")).isEqualTo("compact");
      job.suspend(folder.resolve("savepoint"));
    }
    try (LocalJob job =
        LocalJob.start(
            TidemarkJob.checked(run.config(NO_IDLENESS, ONE)),
            savepoint(folder.resolve("savepoint")))) {
      assertThat(statuses(run)).isEqualTo(EXPECTED);
      produceOne(run, "fine", END, END);
      PumpRun.await(() -> job.totals().getOrDefault("observations", 0).equals(1L));
      assertThat(statuses(run)).isEqualTo(EXPECTED);
    }
    Answer table = status(run, "--config", run.configFile(NO_IDLENESS, ONE).toString());
    assertThat(table.exitCode()).isZero();
    assertThat(table.out())
        .contains("pump: 10 keys, 2 watched, 1 warming up, 7 blind")
        .containsPattern("dead-reading +watched .*missing: pressure")
        .contains("a window.tick of 15s would fit");
  }

  @Test
  void aFleetThatGoesBlindIsAnAlertOfItsOwn() throws Exception {
    PumpRun run = run();
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (int second = 0; second < END; second++) {
        for (int device = 0; device < 4; device++) {
          if (device == 0 || second < 100 || second > 150) {
            send(producer, run, "pump-" + device, second, second, false);
          }
        }
      }
    }
    try (LocalJob job = LocalJob.start(TidemarkJob.checked(run.config(NO_IDLENESS, ONE)), "none")) {
      PumpRun.await(
          () ->
              run.read("alerts", AnomalyAlert.class).stream()
                  .filter(alert -> alert.getKind() == AlertKind.BLIND)
                  .map(AnomalyAlert::getState)
                  .toList()
                  .equals(List.of(AlertState.OPEN, AlertState.RESOLVED)));
      assertThat(job.status()).isNotNull();
    }
  }

  @Test
  void aKeyThatCalibratesForAnotherModelIsNotCalledWatched() throws Exception {
    PumpRun run = run();
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (int second = 0; second < 100; second++) {
        send(producer, run, "fine", second, second, false);
      }
    }
    try (LocalJob job = LocalJob.start(TidemarkJob.checked(run.config(NO_IDLENESS, ONE)), "none")) {
      awaitStatuses(run, Map.of("fine", "watched"));
      job.suspend(folder.resolve("savepoint"));
    }
    Files.write(folder.resolve("pump.onnx"), run.model().withVersion("2").bytes());
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (int second = 100; second < 106; second++) {
        send(producer, run, "fine", second, second, false);
      }
    }
    try (LocalJob job =
        LocalJob.start(
            TidemarkJob.checked(run.config(NO_IDLENESS, ONE)),
            savepoint(folder.resolve("savepoint")))) {
      awaitStatuses(run, Map.of("fine", "blind: calibrating"));
      assertThat(job.status()).isNotNull();
    }
  }

  @Test
  void aTopicThatIsMissingOrStaleIsSaid() throws Exception {
    PumpRun run = run();
    Answer missing = status(run, "--topic", run.prefix() + "-none");
    assertThat(missing.exitCode()).isEqualTo(Tidemark.BAD_INPUT);
    assertThat(missing.err()).contains("--topic: " + run.prefix() + "-none is not");

    produce(run);
    try (LocalJob job = LocalJob.start(TidemarkJob.checked(run.config(NO_IDLENESS, ONE)), "none")) {
      awaitStatuses(run, EXPECTED);
      assertThat(job.status()).isNotNull();
    }
    Answer stale =
        status(run, "--topic", run.prefix() + "-coverage", "--json", "--stale-after", "1ms");
    assertThat(stale.exitCode()).isEqualTo(Tidemark.FAILURE);
    assertThat(stale.err()).contains("is stale");
    assertThat(new ObjectMapper().readTree(stale.out()).path("stale").asBoolean()).isTrue();
  }

  private PumpRun run() throws Exception {
    return PumpRun.in(folder, kafka.bootstrapServers(), PUMP, 1, Map.of());
  }

  private static String savepoint(Path parent) throws Exception {
    try (var folders = Files.list(parent)) {
      return folders.findFirst().orElseThrow().toString();
    }
  }

  private void produce(PumpRun run) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (int second = 0; second < END; second++) {
        boolean gone = second >= 150 && second < 197;
        send(producer, run, "fine", second, second, false);
        if (second >= 197) {
          send(producer, run, "new", second, second, false);
        }
        if (second < 100) {
          send(producer, run, "silent", second, second, false);
          send(producer, run, "garbled", second, second, false);
        } else {
          sendBytes(producer, run, "garbled", second, new byte[] {7});
        }
        send(producer, run, "dead-reading", second, second, second >= 100);
        if (second % 15 == 0 || second == END - 1) {
          send(producer, run, "rare", second, second, false);
        }
        send(producer, run, "late", second < 193 ? second : second - 60, second, false);
        if (!gone) {
          send(producer, run, "gap", second, second, false);
        }
        send(producer, run, "reset", second < 187 ? second : second - 500, second, false);
        long to1970 = -START.getEpochSecond();
        send(producer, run, "year-1970", (int) to1970 + second, second, false);
      }
    }
  }

  private void produceOne(PumpRun run, String device, int eventSecond, int logSecond)
      throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      send(producer, run, device, eventSecond, logSecond, false);
    }
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", kafka.bootstrapServers()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private void send(
      KafkaProducer<byte[], byte[]> producer,
      PumpRun run,
      String device,
      int eventSecond,
      int logSecond,
      boolean withoutPressure)
      throws Exception {
    double wave = Math.sin(logSecond * 1.7);
    Map<String, Double> readings = new HashMap<>(Map.of("Current", 10 + wave));
    if (!withoutPressure) {
      readings.put("Pressure", 3 + 0.5 * wave);
    }
    SensorEvent event = new SensorEvent(device, START.plusSeconds(eventSecond), readings, Map.of());
    sendBytes(producer, run, device, logSecond, encoder.encode(event));
  }

  private static void sendBytes(
      KafkaProducer<byte[], byte[]> producer, PumpRun run, String device, int second, byte[] value)
      throws Exception {
    producer
        .send(
            new ProducerRecord<>(
                run.prefix() + "-events",
                0,
                START.plusSeconds(second).toEpochMilli(),
                device.getBytes(StandardCharsets.UTF_8),
                value))
        .get();
  }

  private record Answer(int exitCode, String out, String err) {}

  private static Answer status(PumpRun run, String... options) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> arguments = new ArrayList<>(List.of("status"));
    arguments.addAll(List.of(options));
    if (!arguments.contains("--config")) {
      arguments.addAll(List.of("--bootstrap-servers", kafka.bootstrapServers()));
    }
    int exitCode =
        Tidemark.run(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            arguments.toArray(new String[0]));
    return new Answer(exitCode, out.toString(), err.toString());
  }

  private static void awaitStatuses(PumpRun run, Map<String, String> expected) throws Exception {
    try {
      PumpRun.await(() -> statuses(run).equals(expected));
    } catch (AssertionError tooLate) {
      assertThat(statuses(run)).isEqualTo(expected);
      throw tooLate;
    }
  }

  /** State and reason of each key, as {@code status --json} says them. */
  private static Map<String, String> statuses(PumpRun run) throws Exception {
    Answer answer = status(run, "--topic", run.prefix() + "-coverage", "--json", "--all");
    if (answer.out().isEmpty()) {
      return Map.of();
    }
    Map<String, String> statuses = new TreeMap<>();
    for (JsonNode detector : new ObjectMapper().readTree(answer.out()).path("detectors")) {
      for (JsonNode key : detector.path("keys")) {
        String reason = key.path("reason").asText();
        statuses.put(
            key.path("key").asText(),
            key.path("state").asText() + (reason.isEmpty() ? "" : ": " + reason));
      }
    }
    return statuses;
  }

  private static String topicSetting(PumpRun run, String name) throws Exception {
    ConfigResource topic =
        new ConfigResource(ConfigResource.Type.TOPIC, run.prefix() + "-coverage");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      return Objects.requireNonNull(admin.describeConfigs(List.of(topic)).all().get().get(topic))
          .get(name)
          .value();
    }
  }
}
