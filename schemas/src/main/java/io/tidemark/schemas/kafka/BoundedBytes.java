package io.tidemark.schemas.kafka;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Takes over no more of a record than {@link #MOST_VALUE} bytes, and no more of a poll than its
 * {@link PollBudget}. The broker bounds a batch as it was sent, that is compressed; a few kilobytes
 * may become gigabytes.
 *
 * <p>A record that was cut says so by its size: see {@link Unread}. Where the budget ends, this
 * throws; the consumer then returns the records that it has and offers this one again to the next
 * poll. Kafka logs "Value Deserializers with error" when that happens.
 */
public final class BoundedBytes implements Deserializer<byte[]> {
  /** Bytes of a value. A broker takes no more than 1 MiB of an uncompressed record by default. */
  public static final int MOST_VALUE = 4 << 20;

  /** Bytes of a key, which is only quoted. */
  static final int MOST_KEY = 16 << 10;

  private static final String BUDGET = "tidemark.poll.budget";

  /** What a header takes as an object, beside the bytes of its record. */
  private static final int HEADER = 128;

  private @Nullable PollBudget budget;
  private int most;

  /** For Kafka. */
  public BoundedBytes() {}

  /** The settings of a consumer whose records come out bounded. */
  public static Properties settings(Properties consumer, PollBudget budget) {
    Properties settings = new Properties();
    settings.putAll(consumer);
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, BoundedBytes.class);
    settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, BoundedBytes.class);
    settings.put(BUDGET, budget);
    return settings;
  }

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    budget = (PollBudget) Objects.requireNonNull(configs.get(BUDGET), BUDGET);
    most = isKey ? MOST_KEY : MOST_VALUE;
  }

  @Override
  public byte @Nullable [] deserialize(String topic, Headers headers, @Nullable ByteBuffer data) {
    if (data == null) {
      return null;
    }
    int kept = Math.min(data.remaining(), most);
    long headerBytes = (long) HEADER * headers.toArray().length;
    if (!Objects.requireNonNull(budget, BUDGET).take(kept + headerBytes)) {
      throw new PollIsFull();
    }
    byte[] bytes = new byte[kept];
    data.get(data.position(), bytes); // the position stays: Kafka asks for the size afterwards
    return bytes;
  }

  @Override
  public byte @Nullable [] deserialize(String topic, byte @Nullable [] data) {
    throw new UnsupportedOperationException("consumers hand over buffers");
  }

  private static final class PollIsFull extends SerializationException {
    private static final long serialVersionUID = 1L;

    PollIsFull() {
      super("the poll is full");
    }
  }
}
