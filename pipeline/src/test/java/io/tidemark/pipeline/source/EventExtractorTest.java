package io.tidemark.pipeline.source;

import static io.tidemark.pipeline.source.Records.NOW;
import static io.tidemark.pipeline.source.Records.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.EventSelection;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.pipeline.config.PipelineConfig.Events;
import io.tidemark.pipeline.log.OncePerMinute;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.DeadLetterReason;
import io.tidemark.schemas.NetworkEvent;
import io.tidemark.schemas.kafka.BoundedBytes;
import io.tidemark.schemas.registry.RegistryException;
import io.tidemark.schemas.registry.RegistrySettings;
import io.tidemark.schemas.wire.ConfluentFormat;
import io.tidemark.schemas.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventExtractorTest {
  private static final String SECOND = Definitions.PUMP.replace("name: pump", "name: second");

  private static final String NETWORK =
      """
      name: network
      events: {topic: flows, type: NetworkEvent, key: observer}
      features:
        - {name: forward, from: forwardBytes}
      window: {tick: 1s, length: 4, stride: 1, lateness: 2s, maxGap: 3}
      baseline: {per: key, warmup: 12}
      model: {path: network.onnx, provider: cpu}
      """;

  private static final String CPU =
      """
      name: cpu
      events: {topic: sensor-events, format: json, key: host, time: {from: at, format: unix}}
      features:
        - {name: used, from: cpu}
      window: {tick: 1s}
      model: {path: cpu.onnx}
      """;

  private static final String MEMORY =
      CPU.replace("name: cpu", "name: memory").replace("from: cpu", "from: mem");

  private static final EventSelection MAPPED = Definitions.parse(CPU).events();

  private static final byte[] METRIC =
      "{\"host\": \"a\", \"at\": 1769846400, \"cpu\": 1}".getBytes(UTF_8);

  private static final EventSelection SENSORS = Definitions.pump().events();

  private final EventExtractor extractor =
      extractor(SENSORS, Records.AVRO, Definitions.PUMP, SECOND);
  private final List<Observation> observations = new ArrayList<>();
  private final List<DeadLetter> letters = new ArrayList<>();
  private final List<Observation> refused = new ArrayList<>();

  @Test
  void everyDetectorOfTheTopicSeesTheEvent() {
    extract(event("p1", NOW, Map.of("Current", 1.5)));

    assertThat(observations).extracting(Observation::detector).containsExactly("pump", "second");
    Observation observation = observations.get(0);
    assertThat(observation.key()).isEqualTo("p1");
    assertThat(observation.eventTimeMillis()).isEqualTo(NOW.toEpochMilli());
    assertThat(observation.values()).containsExactly(1.5, Double.NaN);
    assertThat(observation.source()).isEqualTo(new SourcePosition(2, 9, NOW.toEpochMilli()));
    assertThat(letters).isEmpty();
  }

  @Test
  void readsNetworkEventsToo() {
    EventExtractor network = extractor(Definitions.parse(NETWORK).events(), Records.AVRO, NETWORK);
    byte[] flow =
        WireFormat.AVRO
            .encoder(NetworkEvent.class)
            .encode(
                NetworkEvent.newBuilder()
                    .setObserver("router")
                    .setEventTime(NOW.minusSeconds(5))
                    .setForwardBytes(12L)
                    .build());

    network.extract(
        Records.of(flow), NOW.toEpochMilli(), observations::add, letters::add, refused::add);

    assertThat(observations)
        .singleElement()
        .satisfies(
            observation -> {
              assertThat(observation.key()).isEqualTo("router");
              assertThat(observation.eventTimeMillis()).isEqualTo(NOW.toEpochMilli() - 5_000);
            });
  }

  @Test
  void anEventWithoutAnyFeatureIsIgnored() {
    extract(event("p1", NOW, Map.of("Humidity", 1.0)));
    extract(event("p1", NOW, Map.of("Current", Double.NaN)));

    assertThat(observations).isEmpty();
    assertThat(letters).isEmpty();
  }

  @Test
  void aRecordThatWasNotReadWholeIsADeadLetterWithItsPlaceAndSize() {
    List<RawRecord> raw = new ArrayList<>();
    new RawRecords()
        .deserialize(
            new ConsumerRecord<>(
                Records.TOPIC,
                2,
                9,
                ConsumerRecord.NO_TIMESTAMP,
                TimestampType.NO_TIMESTAMP_TYPE,
                ConsumerRecord.NULL_SIZE,
                300_000_000,
                null,
                new byte[BoundedBytes.MOST_VALUE],
                new RecordHeaders(),
                Optional.empty()),
            new ListCollector<>(raw));
    extractor.extract(
        raw.get(0), NOW.toEpochMilli(), observations::add, letters::add, refused::add);

    DeadLetter letter = rejected();
    assertThat(letter.getReason()).isEqualTo(DeadLetterReason.UNDECODABLE);
    assertThat(letter.getDetail())
        .isEqualTo(
            "value: 300000000 bytes; no more than 4194304 are read"
                + " (the payload's first 600000 of 300000000 bytes)");
    assertThat(letter.getPartition()).isEqualTo(2);
    assertThat(letter.getOffset()).isEqualTo(9);
  }

  @Test
  void whatIsNoEventIsADeadLetterWithItsBytes() {
    byte[] bytes = "hello".getBytes(StandardCharsets.UTF_8);
    extract(bytes);

    DeadLetter letter = rejected();
    assertThat(letter.getReason()).isEqualTo(DeadLetterReason.UNDECODABLE);
    assertThat(letter.getPayload().array()).isEqualTo(bytes);
    assertThat(letter.getTopic()).isEqualTo(Records.TOPIC);
    assertThat(letter.getPartition()).isEqualTo(2);
    assertThat(letter.getOffset()).isEqualTo(9);
    assertThat(letter.getTime()).isEqualTo(NOW);
  }

  @Test
  void aTopicThatNoDetectorReadsAnyMoreStillHasDeadLetters() {
    extractor(SENSORS, Records.AVRO)
        .extract(
            Records.of(new byte[] {7}),
            NOW.toEpochMilli(),
            observations::add,
            letters::add,
            refused::add);

    assertThat(rejected().getReason()).isEqualTo(DeadLetterReason.UNDECODABLE);
  }

  @Test
  void aRecordWithoutValueIsADeadLetter() {
    extract(null);

    DeadLetter letter = rejected();
    assertThat(letter.getReason()).isEqualTo(DeadLetterReason.UNDECODABLE);
    assertThat(letter.getPayload().remaining()).isZero();
  }

  @Test
  void anInfiniteReadingIsADeadLetter() {
    extract(event("p1", NOW, Map.of("Current", Double.POSITIVE_INFINITY)));

    DeadLetter letter = rejected();
    assertThat(letter.getReason()).isEqualTo(DeadLetterReason.INVALID);
    assertThat(letter.getDetail()).contains("readings.Current");
  }

  @Test
  void aTimeInNanosecondsIsFarAheadAndNoFailure() {
    Instant nanos = Instant.EPOCH.plus(Duration.ofSeconds(NOW.getEpochSecond()).multipliedBy(1000));
    extract(event("p1", nanos, Map.of("Current", 1.0)));

    DeadLetter letter = rejected();
    assertThat(letter.getReason()).isEqualTo(DeadLetterReason.TOO_FAR_AHEAD);
    assertThat(letter.getDetail()).startsWith("eventTime: +").contains("events.maxLead");
  }

  @Test
  void aKeyOfTenMegabytesIsADeadLetterThatFitsIntoARecord() {
    extract(event("k".repeat(10_000_000), NOW, Map.of("Current", 1.0)));

    DeadLetter letter = rejected();
    assertThat(letter.getReason()).isEqualTo(DeadLetterReason.INVALID);
    assertThat(letter.getDetail()).contains("key").contains("first 600000 of");
    assertThat(WireFormat.JSON.encoder(DeadLetter.class).encode(letter)).hasSizeLessThan(1_000_000);
  }

  @Test
  void anEventAtTheLimitOfTheFutureIsUsedAndOneBeyondIsADeadLetter() {
    extract(at(NOW.plusSeconds(60)));
    assertThat(observations).hasSize(2);
    observations.clear();

    extract(at(NOW.plusSeconds(60).plusMillis(1)));

    DeadLetter letter = rejected();
    assertThat(letter.getReason()).isEqualTo(DeadLetterReason.TOO_FAR_AHEAD);
    assertThat(letter.getDetail())
        .isEqualTo(
            "eventTime: 2026-01-31T08:01:00.001Z is further ahead of 2026-01-31T08:00:00Z, when the"
                + " record was written, than events.maxLead allows");
  }

  @Test
  void howFarAheadAnEventIsDoesNotDependOnWhenItIsRead() {
    Instant twoMinutesAhead = NOW.plusSeconds(120);
    for (Duration later : List.of(Duration.ZERO, Duration.ofDays(3))) {
      letters.clear();
      extractor(SENSORS, Records.AVRO, () -> NOW.plus(later).toEpochMilli(), Definitions.PUMP)
          .extract(
              Records.of(at(twoMinutesAhead)),
              NOW.toEpochMilli(),
              observations::add,
              letters::add,
              refused::add);

      assertThat(rejected().getReason()).isEqualTo(DeadLetterReason.TOO_FAR_AHEAD);
    }
  }

  /** After a weekend without events, log time waits until further records confirm the leap. */
  @Test
  void anEventAfterALongSilenceOfItsPartitionIsUsed() {
    extractor.extract(
        Records.of(at(NOW)),
        NOW.minus(Duration.ofDays(3)).toEpochMilli(),
        observations::add,
        letters::add,
        refused::add);

    assertThat(letters).isEmpty();
    assertThat(observations).hasSize(2);
  }

  /** A device that stamps its own records with its wrong clock. */
  @Test
  void aTimestampAheadOfTheClockExcusesNoEvent() {
    Instant tomorrow = NOW.plus(Duration.ofDays(1));
    extractor.extract(
        new RawRecord(Records.TOPIC, 2, 9, tomorrow.toEpochMilli(), null, at(tomorrow)),
        NOW.toEpochMilli(),
        observations::add,
        letters::add,
        refused::add);

    assertThat(rejected().getReason()).isEqualTo(DeadLetterReason.TOO_FAR_AHEAD);
  }

  @Test
  void aNumberInJsonIsReadInTheUnitThatTheDefinitionSaysAndRefusedWithoutOne() {
    Events json = Records.events(WireFormat.JSON);
    byte[] event =
        "{\"deviceId\": \"p1\", \"eventTime\": %d, \"readings\": {\"Current\": 1}}"
            .formatted(NOW.toEpochMilli())
            .getBytes(StandardCharsets.UTF_8);
    String millis =
        Definitions.PUMP.replace("key: deviceId", "key: deviceId, time: {format: unix_ms}");

    extractor(Definitions.parse(millis).events(), json, millis)
        .extract(
            Records.of(event), NOW.toEpochMilli(), observations::add, letters::add, refused::add);

    assertThat(letters).isEmpty();
    assertThat(observations)
        .singleElement()
        .returns(NOW.toEpochMilli(), Observation::eventTimeMillis);
    observations.clear();

    extractor(SENSORS, json, Definitions.PUMP)
        .extract(
            Records.of(event), NOW.toEpochMilli(), observations::add, letters::add, refused::add);

    assertThat(rejected().getReason()).isEqualTo(DeadLetterReason.UNDECODABLE);
    assertThat(rejected().getDetail()).contains("events.time.format: unix, unix_ms");
  }

  @Test
  void anEventFromTheNextCenturyIsADeadLetter() {
    extract(at(Instant.parse("2200-01-01T00:00:00Z")));

    assertThat(rejected().getReason()).isEqualTo(DeadLetterReason.TOO_FAR_AHEAD);
  }

  @Test
  void anEventBefore2000IsADeadLetterThatSaysSo() {
    Instant first = Instant.parse("2000-01-01T00:00:00Z");
    extract(at(first));
    assertThat(observations).hasSize(2);
    observations.clear();

    extract(at(first.minusMillis(1)));

    DeadLetter letter = rejected();
    assertThat(letter.getReason()).isEqualTo(DeadLetterReason.INVALID);
    assertThat(letter.getDetail())
        .isEqualTo(
            "eventTime: 1999-12-31T23:59:59.999Z is before 2000; the device's clock was reset, or the"
                + " time is in another unit");
  }

  @Test
  void aClockAt1970IsADeadLetter() {
    extract(at(Instant.EPOCH));

    assertThat(rejected().getDetail()).startsWith("eventTime: 1970-01-01T00:00:00Z is before 2000");
  }

  @Test
  void anEventThatOneDetectorCannotUseIsOneDeadLetterAndLeavesNothingForTheNext() {
    EventExtractor two =
        extractor(
            SENSORS,
            Records.AVRO,
            Definitions.PUMP,
            SECOND.replace("readings.Current", "readings.Humidity"));
    for (double humidity : new double[] {Double.NEGATIVE_INFINITY, 40}) {
      two.extract(
          Records.of(event("p1", NOW, Map.of("Current", 1.0, "Humidity", humidity))),
          NOW.toEpochMilli(),
          observations::add,
          letters::add,
          refused::add);
    }

    assertThat(letters).hasSize(1);
    assertThat(observations).extracting(Observation::detector).containsExactly("pump", "second");
  }

  @Test
  void aRegistryThatStaysAwayMakesNoDeadLetter() {
    Events withoutRegistry =
        Records.events(
            new ConfluentFormat(
                RegistrySettings.of("http://127.0.0.1:1").withPatience(Duration.ofMillis(300))));
    EventExtractor waiting = extractor(SENSORS, withoutRegistry, Definitions.PUMP);
    RawRecord record = Records.of(new byte[] {0, 0, 0, 0, 1, 0});

    assertThatThrownBy(
            () ->
                waiting.extract(
                    record, NOW.toEpochMilli(), observations::add, letters::add, refused::add))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("cannot be reached");
    assertThat(observations).isEmpty();
    assertThat(letters).isEmpty();
  }

  @Test
  void detectorsOfOneTopicReadItEachInItsOwnWay() {
    EventExtractor three =
        extractor(SENSORS, Records.events(WireFormat.JSON), Definitions.PUMP, CPU, MEMORY);
    byte[] sensor =
        "{\"deviceId\": \"p1\", \"eventTime\": \"2026-01-31T08:00:00Z\", \"readings\": {\"Current\": 1}}"
            .getBytes(StandardCharsets.UTF_8);
    three.extract(
        Records.of(sensor), NOW.toEpochMilli(), observations::add, letters::add, refused -> {});
    assertThat(observations).extracting(Observation::detector).containsExactly("pump");
    assertThat(letters).isEmpty();
    observations.clear();

    three.extract(
        Records.of(METRIC), NOW.toEpochMilli(), observations::add, letters::add, refused -> {});

    assertThat(observations).extracting(Observation::detector).containsExactly("cpu");
    assertThat(letters)
        .singleElement()
        .satisfies(letter -> assertThat(letter.getDetail()).contains("deviceId"));
  }

  @Test
  void aRecordThatIsOfNoUseToOneDetectorIsOneDeadLetterAndGoesToTheOthers() {
    EventExtractor two = extractor(MAPPED, Records.AVRO, CPU, MEMORY);
    byte[] wrong =
        "{\"host\": \"a\", \"at\": 1769846400, \"cpu\": 1, \"mem\": \"?\"}".getBytes(UTF_8);

    two.extract(
        Records.of(wrong), NOW.toEpochMilli(), observations::add, letters::add, refused -> {});

    assertThat(observations).extracting(Observation::detector).containsExactly("cpu");
    assertThat(letters)
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.getReason()).isEqualTo(DeadLetterReason.INVALID);
              assertThat(letter.getDetail())
                  .isEqualTo("mem: '?' is not accepted; it must be a number");
            });
  }

  @Test
  void whatAMappingLeavesOutIsNoDeadLetter() {
    EventExtractor one =
        extractor(MAPPED, Records.AVRO, CPU.replace("key: host", "key: host, where: {kind: cpu}"));
    one.extract(
        Records.of(METRIC), NOW.toEpochMilli(), observations::add, letters::add, refused -> {});

    assertThat(observations).isEmpty();
    assertThat(letters).isEmpty();
    assertThat(one.takesTombstones()).isFalse();
    assertThat(one.unserved()).extracting(DetectorDefinition::name).containsExactly("cpu");
  }

  @Test
  void mappedTimesAreHeldToTheSameLimits() {
    EventExtractor one = extractor(MAPPED, Records.AVRO, CPU);
    for (String time : List.of("1769846461", "100")) {
      byte[] metric = "{\"host\": \"a\", \"at\": %s, \"cpu\": 1}".formatted(time).getBytes(UTF_8);
      one.extract(
          Records.of(metric), NOW.toEpochMilli(), observations::add, letters::add, refused -> {});
    }

    assertThat(observations).isEmpty();
    assertThat(letters)
        .extracting(DeadLetter::getReason)
        .containsExactly(DeadLetterReason.TOO_FAR_AHEAD, DeadLetterReason.INVALID);
  }

  @Test
  void aRecordOnWhichReadingFailsIsADeadLetterWithTheReasonAndTheOthersSeeIt() {
    List<DetectorDefinition> pump = List.of(Definitions.pump());
    RecordEvents good = new TypedEvents(SENSORS, List.of(Definitions.parse(SECOND)), Records.AVRO);
    byte[] value = event("p1", NOW, Map.of("Current", 1.5));
    for (Throwable failure :
        List.of(
            new IllegalStateException("of a mapping"),
            new StackOverflowError(),
            new OutOfMemoryError("Java heap space"))) {
      EventExtractor failing =
          new EventExtractor(
              List.of(new FailingEvents(pump, failure), good),
              Duration.ofDays(1),
              NOW::toEpochMilli);
      failing.extract(
          Records.of(value), NOW.toEpochMilli(), observations::add, letters::add, refused::add);
    }

    assertThat(letters)
        .extracting(DeadLetter::getReason, DeadLetter::getDetail)
        .containsExactly(
            tuple(DeadLetterReason.INVALID, "java.lang.IllegalStateException: of a mapping"),
            tuple(DeadLetterReason.UNDECODABLE, "it is nested too deeply to be read"),
            tuple(DeadLetterReason.UNDECODABLE, "it does not fit into memory"));
    assertThat(observations)
        .extracting(Observation::detector)
        .containsExactly("second", "second", "second");
  }

  /** Fails on every record. */
  private record FailingEvents(List<DetectorDefinition> readers, Throwable failure)
      implements RecordEvents {
    @Override
    public void read(RawRecord record, SourcePosition position, List<Observation> out) {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failure;
    }

    @Override
    public void skip() {}

    @Override
    public @Nullable String key(DetectorDefinition reader) {
      return null;
    }

    @Override
    public boolean takesTombstones() {
      return false;
    }

    @Override
    public long decoded() {
      return 0;
    }

    @Override
    public List<DetectorDefinition> unserved() {
      return List.of();
    }
  }

  private static byte[] at(Instant time) {
    return event("p1", time, Map.of("Current", 1.0));
  }

  private void extract(byte @Nullable [] value) {
    extractor.extract(
        Records.of(value), NOW.toEpochMilli(), observations::add, letters::add, refused::add);
  }

  /** The only dead letter; nothing else was made of the record. */
  private DeadLetter rejected() {
    assertThat(observations).isEmpty();
    assertThat(letters).hasSize(1);
    return letters.get(0);
  }

  private static EventExtractor extractor(EventSelection type, Events events, String... yaml) {
    return extractor(type, events, NOW::toEpochMilli, yaml);
  }

  private static EventExtractor extractor(
      EventSelection type, Events events, WallClock clock, String... yaml) {
    List<DetectorDefinition> readers = Stream.of(yaml).map(Definitions::parse).toList();
    TopicLog log = new TopicLog(Records.TOPIC, OncePerMinute.of("test", System::nanoTime));
    return new EventExtractor(type, readers, events, clock, log);
  }
}
