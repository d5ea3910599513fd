package io.tidemark.lab.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The topic of the job's events. */
final class ChaosTopic {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** As many as there are tasks to read them and more. */
  private static final int MOST_PARTITIONS = 8;

  private final String name;
  private final Properties client;

  /**
   * @param client settings of Kafka clients
   */
  ChaosTopic(String name, Properties client) {
    this.name = name;
    this.client = client;
  }

  String name() {
    return name;
  }

  /** Why no partition can be added, or null. */
  @Nullable String obstacle() {
    try (Admin admin = Admin.create(client)) {
      return partitions(admin) < MOST_PARTITIONS
          ? null
          : name + " has " + MOST_PARTITIONS + " partitions by now";
    } catch (ExecutionException | InterruptedException failed) {
      throw new IllegalStateException("partitions cannot be listed", failed);
    }
  }

  /** Adds a partition: producers spread the keys over all of them from then on. */
  void addPartition() throws IOException, InterruptedException {
    try (Admin admin = Admin.create(client)) {
      NewPartitions more = NewPartitions.increaseTo(partitions(admin) + 1);
      admin.createPartitions(Map.of(name, more)).all().get();
    } catch (ExecutionException failed) {
      throw new IOException("a partition cannot be added: " + failed.getCause(), failed);
    }
  }

  private int partitions(Admin admin) throws ExecutionException, InterruptedException {
    var described = admin.describeTopics(List.of(name)).allTopicNames().get();
    return Objects.requireNonNull(described.get(name)).partitions().size();
  }

  /**
   * Waits until the job has read the topic to its end; it says so with each checkpoint. A job that
   * is told to drain leaves what it has not read.
   *
   * @param group that the job commits its offsets for
   * @throws IOException when it does not
   */
  void awaitRead(String group) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    try (Admin admin = Admin.create(client)) {
      Map<TopicPartition, OffsetSpec> ends =
          IntStream.range(0, partitions(admin))
              .boxed()
              .collect(
                  Collectors.toMap(p -> new TopicPartition(name, p), p -> OffsetSpec.latest()));
      while (unread(admin, group, ends) > 0) {
        if (System.nanoTime() > deadline) {
          throw new IOException("the job has not read all of " + name + " in " + LONGEST);
        }
        TimeUnit.MILLISECONDS.sleep(500);
      }
    } catch (ExecutionException failed) {
      throw new IOException("offsets cannot be listed: " + failed.getCause(), failed);
    }
  }

  private static long unread(Admin admin, String group, Map<TopicPartition, OffsetSpec> specs)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, ListOffsetsResultInfo> ends = admin.listOffsets(specs).all().get();
    Map<TopicPartition, OffsetAndMetadata> read =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    long unread = 0;
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end : ends.entrySet()) {
      OffsetAndMetadata at = read.get(end.getKey());
      unread += end.getValue().offset() - (at == null ? 0 : at.offset());
    }
    return unread;
  }
}
