package io.tidemark.schemas.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class BoundedBytesTest {
  private final PollBudget budget = new PollBudget();
  private final BoundedBytes values = configured(false);

  private BoundedBytes configured(boolean isKey) {
    Properties settings = BoundedBytes.settings(new Properties(), budget);
    Map<String, Object> configs =
        settings.entrySet().stream()
            .collect(Collectors.toMap(entry -> (String) entry.getKey(), Map.Entry::getValue));
    BoundedBytes bytes = new BoundedBytes();
    bytes.configure(configs, isKey);
    return bytes;
  }

  @Test
  void aValueComesOutAsItIs() {
    ByteBuffer value = ByteBuffer.wrap(new byte[] {9, 1, 2, 3}).position(1);

    assertThat(read(value)).containsExactly(1, 2, 3);
    assertThat(value.remaining()).as("Kafka takes the record's size from it").isEqualTo(3);
    assertThat(values.deserialize("t", new RecordHeaders(), (ByteBuffer) null)).isNull();
  }

  @Test
  void aLargeValueIsCut() {
    assertThat(read(ByteBuffer.allocate(BoundedBytes.MOST_VALUE + 1)))
        .hasSize(BoundedBytes.MOST_VALUE);
    assertThat(
            configured(true).deserialize("t", new RecordHeaders(), ByteBuffer.allocate(1_000_000)))
        .hasSize(BoundedBytes.MOST_KEY);
  }

  @Test
  void aPollEndsWhereItsBudgetDoesAndTheNextOneGoesOn() {
    ByteBuffer large = ByteBuffer.allocate(BoundedBytes.MOST_VALUE);
    for (int i = 0; i < PollBudget.MOST / BoundedBytes.MOST_VALUE; i++) {
      read(large);
    }

    assertThatThrownBy(() -> read(ByteBuffer.allocate(1)))
        .isInstanceOf(SerializationException.class);

    budget.renew();
    assertThat(read(large)).hasSize(BoundedBytes.MOST_VALUE);
  }

  @Test
  void headersCount() {
    RecordHeaders many = new RecordHeaders();
    for (int i = 0; i < 200_000; i++) {
      many.add("", null);
    }

    assertThat(values.deserialize("t", many, ByteBuffer.allocate(1))).hasSize(1);
    assertThatThrownBy(() -> read(ByteBuffer.allocate(1)))
        .isInstanceOf(SerializationException.class);
  }

  private byte[] read(ByteBuffer value) {
    return Objects.requireNonNull(values.deserialize("t", new RecordHeaders(), value));
  }
}
