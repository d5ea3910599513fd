package io.tidemark.pipeline.source;

import static io.tidemark.pipeline.source.Records.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.control.ModelChange;
import io.tidemark.schemas.DeadLetterReason;
import io.tidemark.schemas.ModelAction;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExtractOperatorTest {
  private static final String WATCHING =
      Definitions.PUMP.replace("name: pump", "name: watching") + "health: {gap: 30s}\n";

  @Test
  void anEventIsSeenByEveryDetectorOfItsTopicAndAsideByThoseThatWatchTheirSensors()
      throws Exception {
    try (var harness = open(null, Definitions.PUMP, WATCHING)) {
      send(harness, 1.5);

      assertThat(seers(harness)).containsExactly("pump", "watching");
      Observation observation =
          ((Decoded.Observed) harness.extractOutputValues().get(0)).observation();
      assertThat(observation.key()).isEqualTo("p1");
      assertThat(observation.values()).containsExactly(1.5, Double.NaN);
      assertThat(observation.source()).isEqualTo(new SourcePosition(2, 9));
      assertThat(harness.extractOutputStreamRecords())
          .extracting(StreamRecord::getTimestamp)
          .containsOnly(NOW.toEpochMilli());
      assertThat(harness.getSideOutput(ExtractOperator.WATCHED))
          .extracting(watched -> watched.getValue().detector())
          .containsExactly("watching");
    }
  }

  @Test
  void whatADetectorFindsInvalidIsADeadLetterAndLettersOfTheSourcePass() throws Exception {
    try (var harness = open(null, Definitions.PUMP)) {
      send(harness, Double.POSITIVE_INFINITY);
      Decoded letter = harness.extractOutputValues().get(0);
      harness.processElement1(new StreamRecord<>(letter, 5));

      assertThat(harness.extractOutputValues())
          .hasSize(2)
          .allSatisfy(
              one ->
                  assertThat(((Decoded.Rejected) one).letter().getReason())
                      .isEqualTo(DeadLetterReason.INVALID));
      assertThat(harness.extractOutputStreamRecords().get(1).getTimestamp()).isEqualTo(5);
    }
  }

  @Test
  void anotherDetectorSeesEventsFromTheBarrierOnAndAfterARestoreToo() throws Exception {
    OperatorSubtaskState saved;
    try (var harness = open(null, Definitions.PUMP)) {
      change(harness, new ModelChange("watching", ModelAction.ADD_DETECTOR, null, WATCHING));
      send(harness, 1);
      assertThat(seers(harness)).containsExactly("pump");

      harness.prepareSnapshotPreBarrier(1);
      saved = harness.snapshot(1, 1);
      send(harness, 2);

      assertThat(seers(harness)).containsExactly("pump", "pump", "watching");
      assertThat(harness.getSideOutput(ExtractOperator.WATCHED)).hasSize(1);
    }
    try (var harness = open(saved, Definitions.PUMP)) {
      send(harness, 3);
      assertThat(seers(harness)).containsExactly("pump", "watching");
    }
  }

  @Test
  void aRemovedDetectorSeesNoMore() throws Exception {
    try (var harness = open(null, Definitions.PUMP, WATCHING)) {
      change(harness, new ModelChange("watching", ModelAction.REMOVE_DETECTOR, null, null));
      harness.prepareSnapshotPreBarrier(1);
      send(harness, 1);
      harness.prepareSnapshotPreBarrier(2); // obeyed once: there is nothing to be cancelled
      assertThat(seers(harness)).containsExactly("pump");
    }
  }

  @Test
  void aChangeWhoseCheckpointWasCancelledOnItsWaySendsTheJobBack() throws Exception {
    try (var harness = open(null, Definitions.PUMP)) {
      change(harness, new ModelChange("pump", ModelAction.REMOVE_DETECTOR, null, null, 4));
      assertThatThrownBy(() -> harness.prepareSnapshotPreBarrier(5))
          .hasMessageContaining("checkpoint 4 was cancelled on its way");
    }
  }

  private static TwoInputStreamOperatorTestHarness<Decoded, ModelChange, Decoded> open(
      @Nullable OperatorSubtaskState saved, String... yaml) throws Exception {
    ExtractOperator operator =
        new ExtractOperator(Detectors.parse(Path.of("models"), yaml), Records.AVRO);
    var harness = new TwoInputStreamOperatorTestHarness<Decoded, ModelChange, Decoded>(operator);
    harness.setup(ExtractOperator.TYPE.createSerializer(new SerializerConfigImpl()));
    if (saved != null) {
      harness.initializeState(saved);
    }
    harness.open();
    return harness;
  }

  private static void send(
      TwoInputStreamOperatorTestHarness<Decoded, ModelChange, Decoded> harness, double current)
      throws Exception {
    long time = NOW.toEpochMilli();
    byte[] value = Records.event("p1", NOW, Map.of("Current", current));
    harness.processElement1(
        new StreamRecord<>(
            new Decoded.Undivided(Records.TOPIC, new SourcePosition(2, 9), null, value, time),
            time));
  }

  private static void change(
      TwoInputStreamOperatorTestHarness<Decoded, ModelChange, Decoded> harness, ModelChange change)
      throws Exception {
    harness.processElement2(new StreamRecord<>(change));
  }

  private static List<String> seers(
      TwoInputStreamOperatorTestHarness<Decoded, ModelChange, Decoded> harness) {
    return harness.extractOutputValues().stream()
        .map(one -> ((Decoded.Observed) one).observation().detector())
        .toList();
  }
}
