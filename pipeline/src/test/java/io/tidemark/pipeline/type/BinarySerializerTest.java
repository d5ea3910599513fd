package io.tidemark.pipeline.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.SensorStream;
import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.detector.calibration.AlertBudget;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.DeadLetterReason;
import io.tidemark.schemas.LateEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BinarySerializerTest {
  private static final DeadLetter LETTER =
      DeadLetter.newBuilder()
          .setPayload(ByteBuffer.wrap(new byte[] {1, 2}))
          .setTopic("events")
          .setPartition(1)
          .setOffset(2)
          .setReason(DeadLetterReason.UNDECODABLE)
          .setDetail("why")
          .setTime(Instant.EPOCH)
          .build();

  private static final FleetDrift.Change CHANGE = new FleetDrift.Change("pump", 1, -1, 1234, 0.5);

  static Stream<Arguments> values() {
    FleetDrift drift = new FleetDrift();
    drift.changed(CHANGE);
    return Stream.of(
        Arguments.of(Types.KEY, new DetectorKey("pump", "p1")),
        Arguments.of(Types.OBSERVATION, SensorStream.at("p1", 1234, 17, 1.5, -2.5)),
        Arguments.of(
            Types.OBSERVATION,
            new Observation(
                "pump",
                "p1",
                1234,
                new double[] {1},
                Map.of("site", "hall-2"),
                new SourcePosition(1, 2))),
        Arguments.of(Types.BUDGET, new AlertBudget.Saved("pump/ab", 3.5, 1.25, 2, 1234)),
        Arguments.of(Types.DRIFT, drift),
        Arguments.of(Types.DRIFT_CHANGE, CHANGE),
        Arguments.of(Types.DRIFT_CHANGE, FleetDrift.Change.ofLimit("pump", null)),
        Arguments.of(Types.DEAD_LETTER, LETTER),
        Arguments.of(
            Types.LATE_EVENT,
            new LateEvent("pump", "p1", Instant.ofEpochSecond(1), "events", 1, 2L, 3L)));
  }

  @ParameterizedTest
  @MethodSource("values")
  <T> void readsWhatItWrote(TypeInformation<T> type, T value) throws Exception {
    TypeSerializer<T> serializer = Serialized.serializer(type);
    DataOutputSerializer out = new DataOutputSerializer(16);
    serializer.serialize(value, out);
    serializer.serialize(value, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    for (int i = 0; i < 2; i++) {
      assertThat(serializer.deserialize(in)).usingRecursiveComparison().isEqualTo(value);
    }
    assertThat(in.available()).isZero();
  }

  @ParameterizedTest
  @MethodSource("values")
  <T> void comesBackFromASavepoint(TypeInformation<T> type, T value) throws Exception {
    assertComesBack(type);
  }

  @Test
  void stateOfKeysComesBackFromASavepoint() throws Exception {
    assertComesBack(Types.KEY_STATE);
    assertComesBack(Types.KEY_MODELS);
  }

  private static <T> void assertComesBack(TypeInformation<T> type) throws IOException {
    TypeSerializer<T> serializer = Serialized.serializer(type);
    DataOutputSerializer out = new DataOutputSerializer(16);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
    TypeSerializerSnapshot<T> stored =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(out.getCopyOfBuffer()),
            BinarySerializerTest.class.getClassLoader());
    assertThat(stored.restoreSerializer()).isEqualTo(serializer);
    assertThat(
            serializer
                .snapshotConfiguration()
                .resolveSchemaCompatibility(stored)
                .isCompatibleAsIs())
        .isTrue();
  }

  @Test
  void anotherTypesStateDoesNotFit() {
    assertThat(
            snapshot(Types.KEY).resolveSchemaCompatibility(snapshot(Types.DRIFT)).isIncompatible())
        .isTrue();
  }

  @SuppressWarnings("unchecked")
  private static TypeSerializerSnapshot<Object> snapshot(TypeInformation<?> type) {
    return (TypeSerializerSnapshot<Object>) Serialized.serializer(type).snapshotConfiguration();
  }

  @Test
  void aSavepointWhoseFormatIsGoneIsRefusedByName() throws Exception {
    DataOutputSerializer out = new DataOutputSerializer(16);
    out.writeUTF("io.tidemark.pipeline.type.WindowFormat");
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());

    assertThatThrownBy(
            () ->
                new BinarySerializerSnapshot<DetectorKey>()
                    .readSnapshot(1, in, getClass().getClassLoader()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("io.tidemark.pipeline.type.WindowFormat is unknown");
  }

  @Test
  void aFormatWithAScratchBufferIsNotSharedBetweenThreads() {
    for (TypeInformation<?> type :
        new TypeInformation<?>[] {
          Types.ALERT,
          Types.DEAD_LETTER,
          Types.LATE_EVENT,
          Types.SCORE,
          Types.KEY_STATE,
          Types.KEY_MODELS,
          Types.BUDGET,
          Types.DRIFT
        }) {
      TypeSerializer<?> serializer = Serialized.serializer(type);
      assertThat((Object) serializer.duplicate()).as(type.toString()).isNotSameAs(serializer);
    }
    TypeSerializer<DetectorKey> key = Serialized.serializer(Types.KEY);
    assertThat(key.duplicate()).isSameAs(key);
  }

  @Test
  void whatNobodyChangesIsNotCopied() {
    assertThat(Serialized.serializer(Types.DRIFT_CHANGE).copy(CHANGE)).isSameAs(CHANGE);
  }

  @Test
  void stateIsCopiedInDepth() {
    FleetDrift drift = new FleetDrift();
    drift.changed(CHANGE);
    assertThat(Serialized.serializer(Types.DRIFT).copy(drift))
        .isNotSameAs(drift)
        .usingRecursiveComparison()
        .isEqualTo(drift);
  }

  @Test
  void aKeysHashIsTheSameOnEveryJvm() {
    assertThat(new DetectorKey("pump", "p1").hashCode())
        .isEqualTo(31 * "pump".hashCode() + "p1".hashCode());
  }
}
