package io.tidemark.pipeline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.pipeline.config.PipelineConfig.Delivery;
import io.tidemark.pipeline.config.PipelineConfig.Output;
import io.tidemark.pipeline.config.PipelineConfig.StateStore;
import io.tidemark.schemas.registry.RegistrySettings;
import io.tidemark.schemas.secret.Secret;
import io.tidemark.schemas.wire.ConfluentFormat;
import io.tidemark.schemas.wire.WireFormat;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineConfigReaderTest {
  private static final String SHORT =
      """
      kafka: {bootstrapServers: "localhost:9092"}
      detectors: [detectors/pump.yaml]
      """;

  @Test
  void brokerAndDetectorsAreEnough() {
    PipelineConfig config = parse(SHORT);
    assertThat(config.jobName()).isEqualTo("tidemark");
    assertThat(config.kafka().groupId()).isEqualTo("tidemark");
    assertThat(config.detectors()).containsExactly(Path.of("/etc/tidemark/detectors/pump.yaml"));
    assertThat(config.alerts().topic()).isEqualTo("alerts");
    assertThat(config.deadLetters().topic()).isEqualTo("dead-letters");
    assertThat(config.events().maxLead()).isEqualTo(Duration.ofDays(1));
    assertThat(config.lateEvents()).isNull();
    assertThat(config.scores()).isNull();
    assertThat(config.feedback()).isNull();
    assertThat(config.delivery()).isEqualTo(Delivery.EXACTLY_ONCE);
    assertThat(config.state()).isEqualTo(StateStore.HEAP);
    assertThat(config.checkpoints().dir()).isNull();
    assertThat(config.events().startFrom()).isEqualTo(StartFrom.COMMITTED);
    assertThat(config.notBefore()).isEqualTo(NotBefore.START);
  }

  @Test
  void everyFieldCanBeSet() {
    PipelineConfig config =
        parse(
            """
            jobName: plant
            kafka:
              bootstrapServers: a:1, b:2
              groupId: watch
              properties: {security.protocol: SSL}
            detectors: [a.yaml, b.yaml]
            events: {format: json, maxLead: 2m, idleness: 3s, startFrom: latest, bounded: true}
            alerts: {topic: alarms, format: json}
            deadLetters: {topic: dead}
            lateEvents: {}
            scores: {topic: all-scores}
            delivery: at-least-once
            checkpoints: {interval: 5s, dir: state}
            state: rocksdb
            scoring: {batchSize: 32, maxDelay: 5ms}
            parallelism: 4
            feedback: {}
            """);
    assertThat(config.feedback()).isEqualTo("alert-feedback");
    assertThat(config.events().format()).isEqualTo(WireFormat.JSON);
    assertThat(config.events().maxLead()).isEqualTo(Duration.ofMinutes(2));
    assertThat(config.events().bounded()).isTrue();
    assertThat(config.events().startFrom()).isEqualTo(StartFrom.LATEST);
    assertThat(config.notBefore()).isEqualTo(NotBefore.NONE);
    assertThat(config.kafka().properties()).containsEntry("security.protocol", "SSL");
    assertThat(config.lateEvents())
        .isEqualTo(new PipelineConfig.Output("late-events", WireFormat.AVRO));
    assertThat(config.delivery()).isEqualTo(Delivery.AT_LEAST_ONCE);
    assertThat(config.checkpoints().dir()).isEqualTo("/etc/tidemark/state");
    assertThat(config.scoring()).isEqualTo(new Scoring(32, Duration.ofMillis(5)));
  }

  @Test
  void aRegistryServesTheFormatsThatNeedIt() {
    PipelineConfig config =
        parse(
            SHORT
                + """
                schemaRegistry:
                  url: https://registry.example/apis/ccompat/v7/
                  user: job
                  password: {file: secrets/registry}
                  register: false
                events: {format: avro-confluent}
                scores: {format: json}
                """);
    assertThat(config.alerts().format()).isEqualTo(WireFormat.AVRO);
    assertThat(config.scores()).extracting(Output::format).isEqualTo(WireFormat.JSON);
    assertThat(config.events().format())
        .isEqualTo(
            new ConfluentFormat(
                new RegistrySettings(
                    URI.create("https://registry.example/apis/ccompat/v7"),
                    "job",
                    new Secret(null, "/etc/tidemark/secrets/registry"),
                    null,
                    false,
                    RegistrySettings.PATIENCE)))
        .asString()
        .isEqualTo("avro-confluent with https://registry.example/apis/ccompat/v7");
  }

  @Test
  void sheddingIsOffUnlessItIsAskedFor() {
    assertThat(parse(SHORT).scoring().shedding()).isNull();
    Scoring scoring =
        parse(SHORT + "scoring: {shedding: {after: 30s, stride: 5}, cudaMemoryMiB: 512}").scoring();
    assertThat(scoring.shedding()).isEqualTo(new Scoring.Shedding(Duration.ofSeconds(30), 5));
    assertThat(scoring.cudaMemoryMiB()).isEqualTo(512);
  }

  @Test
  void historyIsReadFromSomeTimeAgoAndAlertsAreSentFromSomeTimeOn() {
    assertThat(parse(SHORT + "events: {startFrom: 7d}").events().startFrom())
        .isEqualTo(StartFrom.ago(Duration.ofDays(7)))
        .hasToString("7d");
    assertThat(parse(SHORT + "alerts: {notBefore: 2026-11-29T08:00:00Z}").notBefore())
        .isEqualTo(NotBefore.of(Instant.parse("2026-11-29T08:00:00Z")));
    assertThat(parse(SHORT + "alerts: {notBefore: none}").notBefore()).isEqualTo(NotBefore.NONE);
    assertThat(parse(SHORT + "alerts: {notBefore: start}\nevents: {bounded: true}").notBefore())
        .isEqualTo(NotBefore.START);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://bucket/state", "file:///var/state", "file:/var/state"})
  void aUriOfCheckpointsStaysAsItIs(String dir) {
    PipelineConfig config = parse(SHORT + "checkpoints: {dir: \"" + dir + "\"}");
    assertThat(config.checkpoints().dir()).isEqualTo(dir);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "delivery: twice|delivery: twice is not accepted; it must be one of exactly-once",
        "parallelism: 0|parallelism: 0 is not accepted; it must be a whole number from 1",
        "state: disk|state: disk is not accepted; it must be one of heap, rocksdb",
        "events: {startFrom: soon}|events.startFrom: soon is not accepted; it must be earliest,"
            + " latest, committed or a",
        "events: {startFrom: 0s}|events.startFrom: 0s is not accepted",
        "alerts: {notBefore: now}|alerts.notBefore: now is not accepted; it must be start, none or"
            + " a time such as",
        "alerts: {after: now}|alerts.after: there is no such field; accepted here are",
        "events: {idleness: soon}|events.idleness: 'soon' is not accepted",
        "scoring: {batchSize: -1}|scoring.batchSize: -1 is not accepted",
        "checkpoints: {interval: 1ms}|checkpoints.interval: 1ms is not accepted",
        "events: {format: xml}|events.format: xml is not accepted; it must be one of avro,"
            + " avro-confluent, json",
        "scores: {format: avro-confluent}|scores.format: avro-confluent needs schemaRegistry.url",
        "control: {store: a, commands: {format: avro-confluent}}|control.commands.format:"
            + " avro-confluent needs",
        "control: {store: a, answers: {topic: ' '}}|control.answers.topic: an empty text is not"
            + " accepted",
        "scores: {topic: ''}|scores.topic: an empty text is not accepted",
        "schemaRegistry: {}|schemaRegistry.url: is missing",
        "schemaRegistry: {url: registry}|schemaRegistry: url: registry is not accepted; expected"
            + " http",
        "schemaRegistry: {url: 'http://a:b@c'}|schemaRegistry: url: http://...@c is not accepted",
        "schemaRegistry: {url: 'http://a', user: b}|schemaRegistry: user and password: only one",
        "schemaRegistry: {url: 'http://a', token: {}}|schemaRegistry.token: a secret is {env:"
            + " NAME}",
        "schemaRegistry: {url: 'http://a', cache: 5}|schemaRegistry.cache: there is no such field",
        "alert: {}|alert: there is no such field; accepted here are jobName",
      })
  void aBadValueIsOneLineThatNamesTheField(String line, String message) {
    assertThatThrownBy(() -> parse(SHORT + line))
        .isInstanceOf(DefinitionException.class)
        .hasMessageStartingWith(message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void aBrokerMustHaveAPort() {
    assertThatThrownBy(() -> parse(SHORT.replace(":9092", "")))
        .hasMessage(
            "kafka.bootstrapServers: 'localhost' is not accepted;"
                + " it must be host:port, several separated by commas");
  }

  private static PipelineConfig parse(String yaml) {
    return PipelineConfigReader.parse(yaml, Path.of("/etc/tidemark"));
  }
}
