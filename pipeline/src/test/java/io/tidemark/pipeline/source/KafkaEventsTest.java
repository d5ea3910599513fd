package io.tidemark.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.pipeline.config.PipelineConfigReader;
import io.tidemark.pipeline.config.StartFrom;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class KafkaEventsTest {
  @Test
  void readsWhatIsCommittedAndLooksForNewPartitions() {
    assertThat(settings("{}"))
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("partition.discovery.interval.ms", "30000")
        .containsEntry("bootstrap.servers", "b:1");
  }

  @Test
  void theConfigurationWins() {
    assertThat(
            settings(
                """
                {isolation.level: read_uncommitted, partition.discovery.interval.ms: "-1", \
                fetch.min.bytes: "7"}\
                """))
        .containsEntry("isolation.level", "read_uncommitted")
        .containsEntry("partition.discovery.interval.ms", "-1")
        .containsEntry("fetch.min.bytes", "7");
  }

  @Test
  void aDurationIsCountedFromTheSubmissionAndWhatTheBrokerDeletesIsPassedOver() {
    TopicPartition one = new TopicPartition("t", 0);
    TopicPartition quiet = new TopicPartition("t", 1);
    OffsetsInitializer start =
        KafkaEvents.startingOffsets(
            StartFrom.ago(Duration.ofDays(7)), Instant.parse("2026-11-29T08:00:00Z"));
    Map<TopicPartition, Long> asked = new HashMap<>();
    Map<TopicPartition, Long> offsets =
        start.getPartitionOffsets(
            List.of(one, quiet),
            new Broker() {
              @Override
              public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
                  Map<TopicPartition, Long> times) {
                asked.putAll(times);
                return Map.of(one, new OffsetAndTimestamp(17, 0));
              }

              @Override
              public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> of) {
                return Map.of(one, 20L, quiet, 5L);
              }
            });

    assertThat(asked.values())
        .containsOnly(Instant.parse("2026-11-22T08:00:00Z").toEpochMilli())
        .hasSize(2);
    assertThat(offsets).containsOnly(Map.entry(one, 17L), Map.entry(quiet, 5L));
    assertThat(start.getAutoOffsetResetStrategy()).isEqualTo(OffsetResetStrategy.EARLIEST);
  }

  private interface Broker extends OffsetsInitializer.PartitionOffsetsRetriever {
    @Override
    default Map<TopicPartition, Long> committedOffsets(Collection<TopicPartition> of) {
      throw new AssertionError("not asked");
    }

    @Override
    default Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> of) {
      throw new AssertionError("not asked");
    }
  }

  private static Properties settings(String properties) {
    return KafkaEvents.settings(
        PipelineConfigReader.parse(
            """
            kafka: {bootstrapServers: "b:1", properties: %s}
            detectors: [pump.yaml]
            """
                .formatted(properties),
            Path.of("/etc/tidemark")));
  }
}
