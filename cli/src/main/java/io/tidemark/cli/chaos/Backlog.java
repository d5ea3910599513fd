package io.tidemark.cli.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Events that the job has not read; a job that is told to drain leaves them unread. */
final class Backlog {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private Backlog() {}

  /**
   * Waits until the job has read a topic to its end; it says so with each checkpoint.
   *
   * @throws IOException when it does not
   */
  static void awaitNone(Properties client, String group, String topic, int partitions)
      throws IOException, InterruptedException {
    Map<TopicPartition, OffsetSpec> ends =
        IntStream.range(0, partitions)
            .boxed()
            .collect(Collectors.toMap(p -> new TopicPartition(topic, p), p -> OffsetSpec.latest()));
    long deadline = System.nanoTime() + LONGEST.toNanos();
    try (Admin admin = Admin.create(client)) {
      while (unread(admin, group, ends) > 0) {
        if (System.nanoTime() > deadline) {
          throw new IOException("the job has not read all of " + topic + " in " + LONGEST);
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
