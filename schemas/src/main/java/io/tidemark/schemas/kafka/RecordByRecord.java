package io.tidemark.schemas.kafka;

import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads on where a poll has failed for want of memory. Kafka's client allocates a value by the
 * length that stands in the decompressed batch, before any code of ours sees the record, so that
 * one record can ask for more than the heap. The poll fails, says neither where nor with which
 * records, and fails again however often it is repeated.
 *
 * <p>This reads each partition record by record. The record that cannot be allocated is thereby
 * known; an {@link Unread} stands in for it, and what came before it is handed over.
 */
public final class RecordByRecord {
  private static final Logger LOG = LoggerFactory.getLogger(RecordByRecord.class);
  private static final Duration POLL = Duration.ofSeconds(1);

  /** Polls without a record, one after the other, after which no more is waited for. */
  private static final int SILENT_POLLS = 10;

  /** Room for any record that is read whole, twice: in its batch, and as a value. */
  private static final int ROOM = 4 * BoundedBytes.MOST_VALUE;

  private final Properties settings;
  private final int mostRecords;

  /**
   * @param consumer settings of the consumer whose poll has failed
   */
  public RecordByRecord(Properties consumer) {
    settings = new Properties();
    settings.putAll(consumer);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    settings.remove(ConsumerConfig.CLIENT_ID_CONFIG);
    settings.remove(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "1");
    Object most = consumer.get(ConsumerConfig.MAX_POLL_RECORDS_CONFIG);
    mostRecords =
        most == null
            ? ConsumerConfig.DEFAULT_MAX_POLL_RECORDS
            : Integer.parseInt(most.toString().strip());
  }

  /**
   * Whether a poll may have failed for a record that is too large. The poll after that fails too,
   * in another way, as long as the consumer stands where it did.
   *
   * @param before what the poll before failed with; null when it did not
   */
  public static boolean mayHelp(Throwable failed, @Nullable Throwable before) {
    return failed instanceof OutOfMemoryError
        || (before != null && failed.getClass() == KafkaException.class);
  }

  /**
   * Reads up to the record that failed, or as much as a poll may hold.
   *
   * @param from where each partition stood before the poll that failed
   * @param failed what the poll failed with
   * @return records by partition, without partitions that have none. An {@link Unread} is the last
   *     of its partition.
   * @throws OutOfMemoryError when no record is to blame
   */
  public Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> read(
      Map<TopicPartition, Long> from, Throwable failed) {
    LOG.warn("A poll has failed; reading on record by record: {}", failed.toString());
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> all = new LinkedHashMap<>();
    long mostBytes = PollBudget.MOST / Math.max(1, from.size());
    from.forEach(
        (partition, offset) -> {
          List<ConsumerRecord<byte[], byte[]>> read = read(partition, offset, mostBytes);
          if (!read.isEmpty()) {
            all.put(partition, read);
          }
        });
    return all;
  }

  private List<ConsumerRecord<byte[], byte[]>> read(
      TopicPartition partition, long from, long mostBytes) {
    List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    long bytes = 0;
    long next = from;
    try (One consumer = new One(settings, partition, from)) {
      while (read.size() < mostRecords) {
        ConsumerRecord<byte[], byte[]> record = consumer.next();
        if (record == null) {
          return read;
        }
        bytes += record.value() == null ? 0 : record.value().length;
        if (bytes > mostBytes && !read.isEmpty()) {
          return read; // this one is read again, and is known to fit
        }
        read.add(record);
        next = record.offset() + 1;
        if (Unread.reason(record) != null) {
          return read;
        }
      }
    } catch (OutOfMemoryError tooLarge) {
      requireRoom(tooLarge);
      long offset = locate(partition, next);
      LOG.warn("{} offset {} does not fit into memory and is passed over", partition, offset);
      read.add(Unread.standIn(partition, offset));
    }
    return read;
  }

  /** Where a record that is read whole would fit, it is the record that is too large. */
  private static void requireRoom(OutOfMemoryError failed) {
    try {
      Reference.reachabilityFence(new byte[ROOM]);
    } catch (OutOfMemoryError none) {
      throw failed;
    }
  }

  /**
   * The offset of the first record at or behind {@code from} that does not fit. Records of aborted
   * transactions may lie between, which only readers of uncommitted records are shown. Where
   * compaction has left a gap this is an offset within it.
   */
  private long locate(TopicPartition partition, long from) {
    Properties uncommitted = new Properties();
    uncommitted.putAll(settings);
    uncommitted.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    long next = from;
    try (One consumer = new One(uncommitted, partition, from)) {
      for (ConsumerRecord<byte[], byte[]> record = consumer.next();
          record != null;
          record = consumer.next()) {
        next = record.offset() + 1;
      }
      return from;
    } catch (OutOfMemoryError found) {
      return next;
    }
  }

  /** One partition, one record at a time, up to where it ends now. */
  private static final class One implements AutoCloseable {
    private final PollBudget budget = new PollBudget();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final long end;

    One(Properties settings, TopicPartition partition, long from) {
      this.partition = partition;
      consumer = new KafkaConsumer<>(BoundedBytes.settings(settings, budget));
      consumer.assign(List.of(partition));
      consumer.seek(partition, from);
      end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, from);
    }

    @Nullable ConsumerRecord<byte[], byte[]> next() {
      for (int silent = 0; silent < SILENT_POLLS && consumer.position(partition) < end; silent++) {
        budget.renew();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          return record;
        }
      }
      return null;
    }

    @Override
    public void close() {
      consumer.close();
    }
  }
}
