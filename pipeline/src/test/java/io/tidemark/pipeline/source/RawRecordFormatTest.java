package io.tidemark.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.pipeline.type.Serialized;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RawRecordFormatTest {
  static Stream<RawRecord> records() {
    byte[] large = new byte[100_000]; // longer than what writeUTF takes
    large[99_999] = 7;
    return Stream.of(
        record(new byte[] {1, 2}, new byte[] {3}),
        record(null, large),
        record(new byte[0], new byte[0]),
        record(new byte[] {1}, null),
        record(null, null));
  }

  private static RawRecord record(byte @Nullable [] key, byte @Nullable [] value) {
    return new RawRecord("events", 3, 1L << 40, 17, key, value);
  }

  @ParameterizedTest
  @MethodSource("records")
  void readsWhatItWrote(RawRecord record) throws Exception {
    assertThat(Serialized.read(RawRecords.TYPE, Serialized.write(RawRecords.TYPE, record)))
        .usingRecursiveComparison()
        .isEqualTo(record);
  }

  @ParameterizedTest
  @MethodSource("records")
  void isNotCopiedBetweenOperators(RawRecord record) {
    assertThat(Serialized.serializer(RawRecords.TYPE).copy(record)).isSameAs(record);
  }

  @Test
  void aRecordOfKafkaIsKeptWithItsPlaceAndBytes() {
    byte[] key = {1};
    byte[] value = {2, 3};
    List<RawRecord> records = new ArrayList<>();

    new RawRecords()
        .deserialize(
            new ConsumerRecord<>(
                "t",
                2,
                9,
                17,
                TimestampType.CREATE_TIME,
                1,
                2,
                key,
                value,
                new RecordHeaders(),
                Optional.empty()),
            new ListCollector<>(records));

    assertThat(records)
        .singleElement()
        .usingRecursiveComparison()
        .isEqualTo(new RawRecord("t", 2, 9, 17, key, value));
  }
}
