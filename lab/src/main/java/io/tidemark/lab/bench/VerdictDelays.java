package io.tidemark.lab.bench;

import io.tidemark.lab.pipeline.JobRun;
import io.tidemark.schemas.WindowScore;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import io.tidemark.schemas.wire.WireFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a job's scores as a subscriber would, and notes when each came. */
final class VerdictDelays implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final EventDecoder<WindowScore> decoder = WireFormat.AVRO.decoder(WindowScore.class);
  private final List<long[]> endAndArrival = new ArrayList<>();
  private final Thread reader = new Thread(this::read, "verdicts");
  private volatile boolean reading = true;

  private VerdictDelays(KafkaConsumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  static VerdictDelays watch(String servers) {
    Properties kafka = new Properties();
    kafka.setProperty(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(JobRun.SCORES).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    VerdictDelays delays = new VerdictDelays(consumer);
    delays.reader.start();
    return delays;
  }

  private void read() {
    while (reading) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        long now = System.currentTimeMillis();
        try {
          WindowScore score = decoder.decode(record.value());
          endAndArrival.add(new long[] {score.getWindowEnd().toEpochMilli(), now});
        } catch (WireException impossible) {
          throw new IllegalStateException(impossible);
        }
      }
    }
  }

  /**
   * Stops reading; the delays of windows that ended later than a time, ascending.
   *
   * @return milliseconds from the window's end to the arrival of its score
   */
  double[] endingAfter(long millis) throws InterruptedException {
    reading = false;
    reader.join();
    return endAndArrival.stream()
        .filter(one -> one[0] > millis)
        .mapToDouble(one -> one[1] - one[0])
        .sorted()
        .toArray();
  }

  @Override
  public void close() {
    reading = false;
    try {
      reader.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    consumer.close();
  }
}
