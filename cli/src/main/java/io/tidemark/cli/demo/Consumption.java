package io.tidemark.cli.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How much of its topics a consumer group has dealt with, by its committed offsets. */
final class Consumption implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(60);

  private final Admin admin;
  private final String group;
  private final List<TopicPartition> partitions;

  Consumption(Properties kafka, String group, Collection<String> topics, int partitions) {
    this.admin = Admin.create(kafka);
    this.group = group;
    this.partitions =
        topics.stream()
            .flatMap(
                topic ->
                    IntStream.range(0, partitions)
                        .mapToObj(partition -> new TopicPartition(topic, partition)))
            .toList();
  }

  /**
   * Waits until the group has committed all that the topics hold now, or all is known to be done
   * otherwise: offsets are committed up to ten seconds after the last event.
   *
   * @param done asked again and again
   * @throws IOException when it comes no further for a minute
   */
  void await(BooleanSupplier done) throws IOException, InterruptedException {
    try {
      Map<TopicPartition, Long> ends = ends();
      long left = left(ends);
      long progressed = System.nanoTime();
      while (left > 0 && !done.getAsBoolean()) {
        TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        long now = left(ends);
        progressed = now < left ? System.nanoTime() : progressed;
        left = now;
        if (System.nanoTime() - progressed > LONGEST_STANDSTILL.toNanos()) {
          throw new IOException("the job makes no progress, with " + left + " events left");
        }
      }
    } catch (ExecutionException failed) {
      throw new IOException("Kafka does not say how far the job is: " + failed.getCause(), failed);
    }
  }

  private Map<TopicPartition, Long> ends() throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin
        .listOffsets(latest)
        .all()
        .get()
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  private long left(Map<TopicPartition, Long> ends)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    long left = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      OffsetAndMetadata offset = committed.get(end.getKey());
      left += end.getValue() - (offset == null ? 0 : offset.offset());
    }
    return left;
  }

  @Override
  public void close() {
    admin.close();
  }
}
