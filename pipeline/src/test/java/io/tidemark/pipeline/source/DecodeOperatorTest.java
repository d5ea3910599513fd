package io.tidemark.pipeline.source;

import static io.tidemark.pipeline.source.Records.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.LogLines;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.Refusal;
import io.tidemark.pipeline.SeenMetrics;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.control.ModelChange;
import io.tidemark.pipeline.control.Steering;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.BlindReason;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.DeadLetterReason;
import io.tidemark.schemas.ModelAction;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DecodeOperatorTest {
  private static final String SECOND = Definitions.PUMP.replace("name: pump", "name: second");
  private static final long LOG_TIME = NOW.toEpochMilli() - 7;

  private final SeenMetrics metrics = new SeenMetrics();

  @Test
  void observationsBearTheLogTimeOfTheirRecord() throws Exception {
    try (var harness = open(Definitions.PUMP, SECOND)) {
      harness.processElement(new StreamRecord<>(event(1.5), LOG_TIME));

      assertThat(harness.extractOutputStreamRecords())
          .extracting(record -> record.getValue().detector(), StreamRecord::getTimestamp)
          .containsExactly(tuple("pump", LOG_TIME), tuple("second", LOG_TIME));
    }
  }

  @Test
  void aDetectorOfSeveralTopicsTellsOfEachObservationWhereItComesFrom() throws Exception {
    String plants = SECOND.replace("sensor-events", "{regex: 'plant-.*'}");
    String named = Definitions.PUMP.replace("sensor-events", "[plant-a, elsewhere]");
    try (var harness = open(plants, named)) {
      for (String topic : List.of("plant-a", "plant-b", "elsewhere")) {
        harness.processElement(new StreamRecord<>(of(topic, event(1).value()), LOG_TIME));
      }
      harness.processElement(new StreamRecord<>(of("plant-c", new byte[] {7}), LOG_TIME));

      assertThat(harness.extractOutputValues())
          .extracting(Observation::detector, seen -> seen.source().topic())
          .containsExactlyInAnyOrder(
              tuple("second", "plant-a"),
              tuple("pump", "plant-a"),
              tuple("second", "plant-b"),
              tuple("pump", "elsewhere"));
      assertThat(harness.getSideOutput(DecodeOperator.DEAD_LETTERS))
          .singleElement()
          .extracting(letter -> letter.getValue().getTopic())
          .isEqualTo("plant-c");
    }
  }

  @Test
  void detectorsOfOneTopicMayReadItByNameAndByARegularExpression() throws Exception {
    String all = SECOND.replace("sensor-events", "{regex: 'sensor-.*'}");
    try (var harness = open(Definitions.PUMP, all)) {
      harness.processElement(new StreamRecord<>(event(1), LOG_TIME));

      assertThat(harness.extractOutputValues())
          .extracting(Observation::detector, seen -> seen.source().topic())
          .containsExactlyInAnyOrder(tuple("pump", ""), tuple("second", "sensor-events"));
    }
  }

  @Test
  void aTopicThatNoDetectorReadsAnyMoreIsPassedOver() throws Exception {
    try (var harness = open(Definitions.PUMP.replace("sensor-events", "{regex: 'plant-.*'}"))) {
      harness.processElement(new StreamRecord<>(of("hall-a", event(1).value()), LOG_TIME));
      harness.processElement(new StreamRecord<>(of("hall-a", new byte[] {7}), LOG_TIME));
      harness.processElement(new StreamRecord<>(of("plant-a", event(1).value()), LOG_TIME));

      assertThat(harness.extractOutputValues()).hasSize(1);
      assertThat(harness.getSideOutput(DecodeOperator.DEAD_LETTERS)).isNullOrEmpty();
    }
  }

  private static RawRecord of(String topic, byte @Nullable [] value) {
    return new RawRecord(topic, 2, 9, NOW.toEpochMilli(), null, value);
  }

  @Test
  void separatesObservationsFromDeadLettersAndCountsBothLettersByReason() throws Exception {
    try (var harness = open(Definitions.PUMP)) {
      harness.processElement(new StreamRecord<>(event(1.5), LOG_TIME));
      harness.processElement(new StreamRecord<>(event(Double.POSITIVE_INFINITY), LOG_TIME));

      assertThat(harness.extractOutputValues())
          .extracting(Observation::refusal)
          .containsExactly(null, new Refusal(BlindReason.INVALID, true));
      assertThat(harness.getSideOutput(DecodeOperator.DEAD_LETTERS))
          .singleElement()
          .extracting(StreamRecord::getValue)
          .extracting(DeadLetter::getReason)
          .isEqualTo(DeadLetterReason.INVALID);
      assertThat(metrics.count("observations")).isEqualTo(1);
      assertThat(metrics.count("deadLetters")).isEqualTo(1);
      assertThat(metrics.count("reason.invalid.deadLettersByReason")).isEqualTo(1);
      assertThat(metrics.count("reason.undecodable.deadLettersByReason")).isZero();
    }
  }

  @Test
  void theFirstDeadLetterIsLoggedWithItsShareAndTheNextOnesAreNotAtOnce() throws Exception {
    try (LogLines log = LogLines.of(TopicLog.class);
        var harness = open(Definitions.PUMP)) {
      harness.processElement(new StreamRecord<>(event(1.5), LOG_TIME));
      harness.processElement(new StreamRecord<>(event(1.5), LOG_TIME));
      harness.processElement(new StreamRecord<>(Records.of(new byte[] {7}), LOG_TIME));
      harness.processElement(new StreamRecord<>(Records.of(new byte[] {7}), LOG_TIME));

      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("WARN 1 of 3 records of sensor-events became dead letters (33.3 %)")
          .contains("partition 2 offset 9: UNDECODABLE: ");
    }
  }

  @Test
  void aDetectorThatFindsNothingInTheRecordsIsLoggedOnceAMinuteUntilItDoes() throws Exception {
    String mistyped = SECOND.replace("readings.Current", "readings.Curent");
    mistyped = mistyped.replace("readings.Pressure", "readings.Presure");
    try (LogLines log = LogLines.of(TopicLog.class);
        var harness = open(Definitions.PUMP, mistyped)) {
      harness.setProcessingTime(60_000);
      assertThat(log.lines()).as("no record").isEmpty();
      harness.processElement(new StreamRecord<>(event(1.5), LOG_TIME));
      harness.processElement(new StreamRecord<>(event(1.5), LOG_TIME));
      harness.setProcessingTime(120_000);

      assertThat(log.lines())
          .containsExactly(
              "WARN Detector second found none of its readings in 2 records of sensor-events: no"
                  + " record has deviceId and one of readings.Curent, readings.Presure");
    }
  }

  @Test
  void watermarksPass() throws Exception {
    try (var harness = open(Definitions.PUMP)) {
      harness.processWatermark(new Watermark(LOG_TIME));

      assertThat(harness.getOutput()).containsExactly(new Watermark(LOG_TIME));
    }
  }

  @Test
  void recordsDecideAboutWatermarksAndIdlenessAndCommandsDoNot() throws Exception {
    try (var harness = steered(null, Definitions.PUMP)) {
      harness.processWatermark1(new Watermark(LOG_TIME));
      harness.processWatermark2(new Watermark(5));
      harness.processWatermark2(Watermark.MAX_WATERMARK);
      harness.processWatermarkStatus2(WatermarkStatus.IDLE);
      harness.processWatermarkStatus2(WatermarkStatus.ACTIVE);
      harness.processWatermarkStatus1(WatermarkStatus.IDLE);
      harness.processWatermarkStatus1(WatermarkStatus.ACTIVE);
      harness.processWatermark1(new Watermark(LOG_TIME + 1));

      assertThat(harness.getOutput())
          .containsExactly(
              new Watermark(LOG_TIME),
              WatermarkStatus.IDLE,
              WatermarkStatus.ACTIVE,
              new Watermark(LOG_TIME + 1));
    }
  }

  @Test
  void anotherDetectorSeesEventsFromTheBarrierOnAndAfterARestoreToo() throws Exception {
    OperatorSubtaskState saved;
    try (var harness = steered(null, Definitions.PUMP)) {
      change(harness, new ModelChange("second", ModelAction.ADD_DETECTOR, null, SECOND));
      send(harness, 1);
      assertThat(seers(harness)).containsExactly("pump");

      harness.prepareSnapshotPreBarrier(1);
      saved = harness.snapshot(1, 1);
      send(harness, 2);

      assertThat(seers(harness)).containsExactly("pump", "pump", "second");
    }
    try (var harness = steered(saved, Definitions.PUMP)) {
      send(harness, 3);
      assertThat(seers(harness)).containsExactly("pump", "second");
    }
  }

  /** The gate admits no such definition; were one to come through, each restart would meet it. */
  @Test
  void aDetectorWhoseMappingFailsMakesDeadLettersAndTheOthersGoOn() throws Exception {
    String failing =
        SECOND.replace("type: SensorEvent,", "format: protobuf-confluent, message: acme.A,");
    OperatorSubtaskState saved;
    try (var harness = steered(null, Definitions.PUMP)) {
      change(harness, new ModelChange("second", ModelAction.ADD_DETECTOR, null, failing));
      harness.prepareSnapshotPreBarrier(1);
      saved = harness.snapshot(1, 1);
    }
    try (var harness = steered(saved, Definitions.PUMP)) {
      send(harness, 1);

      assertThat(harness.extractOutputValues())
          .filteredOn(observation -> observation.refusal() == null)
          .extracting(Observation::detector)
          .containsExactly("pump");
      assertThat(harness.getSideOutput(DecodeOperator.DEAD_LETTERS))
          .singleElement()
          .extracting(letter -> letter.getValue().getDetail())
          .asString()
          .startsWith("detectors [second] cannot read the topic: ")
          .endsWith("events.format: protobuf-confluent needs schemaRegistry.url");
    }
  }

  @Test
  void aRemovedDetectorSeesNoMore() throws Exception {
    try (var harness = steered(null, Definitions.PUMP, SECOND)) {
      change(harness, new ModelChange("second", ModelAction.REMOVE_DETECTOR, null, null));
      harness.prepareSnapshotPreBarrier(1);
      send(harness, 1);
      harness.prepareSnapshotPreBarrier(2); // obeyed once: there is nothing to be cancelled

      assertThat(seers(harness)).containsExactly("pump");
    }
  }

  @Test
  void withoutDetectorsATopicIsReadOn() throws Exception {
    try (var harness = steered(null, Definitions.PUMP)) {
      change(harness, new ModelChange("pump", ModelAction.REMOVE_DETECTOR, null, null));
      harness.prepareSnapshotPreBarrier(1);
      send(harness, 1);
      harness.processElement1(new StreamRecord<>(Records.of(new byte[] {7}), LOG_TIME));

      assertThat(seers(harness)).isEmpty();
      assertThat(harness.getSideOutput(DecodeOperator.DEAD_LETTERS)).hasSize(1);
    }
  }

  @Test
  void aChangeWhoseCheckpointWasCancelledOnItsWaySendsTheJobBack() throws Exception {
    try (var harness = steered(null, Definitions.PUMP)) {
      change(harness, new ModelChange("pump", ModelAction.REMOVE_DETECTOR, null, null, 4));

      assertThatThrownBy(() -> harness.prepareSnapshotPreBarrier(5))
          .hasMessageContaining("checkpoint 4 was cancelled on its way");
    }
  }

  private OneInputStreamOperatorTestHarness<RawRecord, Observation> open(String... yaml)
      throws Exception {
    var harness =
        new OneInputStreamOperatorTestHarness<RawRecord, Observation>(
            operator(false, yaml), metrics.environment());
    harness.setup(Types.OBSERVATION.createSerializer(new SerializerConfigImpl()));
    harness.open();
    return harness;
  }

  private static TwoInputStreamOperatorTestHarness<RawRecord, Steering, Observation> steered(
      @Nullable OperatorSubtaskState saved, String... yaml) throws Exception {
    var harness =
        new TwoInputStreamOperatorTestHarness<RawRecord, Steering, Observation>(
            operator(true, yaml));
    harness.setup(Types.OBSERVATION.createSerializer(new SerializerConfigImpl()));
    if (saved != null) {
      harness.initializeState(saved);
    }
    harness.open();
    return harness;
  }

  private static DecodeOperator operator(boolean steered, String... yaml) {
    return new DecodeOperator(
        Detectors.parse(Path.of("models"), yaml), Records.AVRO, steered, NOW::toEpochMilli);
  }

  private static RawRecord event(double current) {
    return Records.of(Records.event("p1", NOW, Map.of("Current", current)));
  }

  private static void send(
      TwoInputStreamOperatorTestHarness<RawRecord, Steering, Observation> harness, double current)
      throws Exception {
    harness.processElement1(new StreamRecord<>(event(current), LOG_TIME));
  }

  private static void change(
      TwoInputStreamOperatorTestHarness<RawRecord, Steering, Observation> harness,
      ModelChange change)
      throws Exception {
    harness.processElement2(new StreamRecord<>(change));
  }

  private static List<String> seers(
      TwoInputStreamOperatorTestHarness<RawRecord, Steering, Observation> harness) {
    return harness.extractOutputValues().stream().map(Observation::detector).toList();
  }
}
