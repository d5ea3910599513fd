package io.tidemark.pipeline.type;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.SensorStream;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.tick.OffsetRange;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.source.Decoded;
import io.tidemark.pipeline.source.ExtractOperator;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.DeadLetterReason;
import io.tidemark.schemas.LateEvent;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BinarySerializerTest {
  private static final Window WINDOW =
      new Window(
          "pump",
          "p1",
          Window.Phase.LIVE,
          1000,
          5000,
          new float[] {1, 2, 3, 4},
          new float[] {3, 4},
          null,
          0.25f,
          List.of(new OffsetRange(1, 5, 9)));
  private static final ScoredWindow SCORED =
      new ScoredWindow(WINDOW, 1.5f, new float[] {1, 2}, new float[] {-1, 1}, new float[] {0.5f});

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

  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of(Types.KEY, new DetectorKey("pump", "p1")),
        Arguments.of(Types.OBSERVATION, SensorStream.at("p1", 1234, 17, 1.5, -2.5)),
        Arguments.of(Types.WINDOW, WINDOW),
        Arguments.of(Types.SCORED_WINDOW, SCORED),
        Arguments.of(Types.VERDICT, new Verdict(SCORED, 1.25, 0.01, true)),
        Arguments.of(
            Types.LATE_EVENT,
            new LateEvent("pump", "p1", Instant.ofEpochSecond(1), "events", 1, 2L, 3L)),
        Arguments.of(
            ExtractOperator.TYPE, new Decoded.Observed(SensorStream.at("p1", 1234, 17, 1.5, -2.5))),
        Arguments.of(ExtractOperator.TYPE, new Decoded.Rejected(LETTER)),
        Arguments.of(ExtractOperator.TYPE, undivided(new byte[] {1, 2})),
        Arguments.of(ExtractOperator.TYPE, undivided(new byte[0])),
        Arguments.of(ExtractOperator.TYPE, undivided(null)));
  }

  private static Decoded undivided(byte @Nullable [] key) {
    return new Decoded.Undivided("events", new SourcePosition(1, 2), key, new byte[] {3, 4, 5}, 6);
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
    TypeSerializer<T> serializer = Serialized.serializer(type);
    DataOutputSerializer out = new DataOutputSerializer(16);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
    TypeSerializerSnapshot<T> stored =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());
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
    @SuppressWarnings("unchecked")
    TypeSerializerSnapshot<Object> key =
        (TypeSerializerSnapshot<Object>)
            (Object) Serialized.serializer(Types.KEY).snapshotConfiguration();
    @SuppressWarnings("unchecked")
    TypeSerializerSnapshot<Object> window =
        (TypeSerializerSnapshot<Object>)
            (Object) Serialized.serializer(Types.WINDOW).snapshotConfiguration();
    assertThat(key.resolveSchemaCompatibility(window).isIncompatible()).isTrue();
  }

  @Test
  void aFormatWithAScratchBufferIsNotSharedBetweenThreads() {
    assertThat(Serialized.serializer(Types.ALERT).duplicate())
        .isNotSameAs(Serialized.serializer(Types.ALERT));
    TypeSerializer<DetectorKey> key = Serialized.serializer(Types.KEY);
    assertThat(key.duplicate()).isSameAs(key);
  }

  @Test
  void whatNobodyChangesIsNotCopied() {
    TypeSerializer<Decoded> records = Serialized.serializer(ExtractOperator.TYPE);
    Decoded record = undivided(null);
    assertThat(records.copy(record)).isSameAs(record);
  }

  @Test
  void stateIsCopiedInDepth() {
    TypeSerializer<io.tidemark.detector.alert.Incident> incidents =
        Serialized.serializer(Types.INCIDENT);
    var incident = new io.tidemark.detector.alert.Incident();
    assertThat(incidents.copy(incident))
        .isNotSameAs(incident)
        .usingRecursiveComparison()
        .isEqualTo(incident);
  }

  @Test
  void aKeysHashIsTheSameOnEveryJvm() {
    assertThat(new DetectorKey("pump", "p1").hashCode())
        .isEqualTo(31 * "pump".hashCode() + "p1".hashCode());
  }
}
