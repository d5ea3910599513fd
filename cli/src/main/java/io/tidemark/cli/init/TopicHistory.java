package io.tidemark.cli.init;

import io.tidemark.cli.training.KafkaRecords;
import io.tidemark.detector.definition.TopicSelection;
import io.tidemark.detector.mapping.TopicRecord;
import io.tidemark.schemas.kafka.TopicReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The newest records of topics, in memory. */
public final class TopicHistory {
  /** Memory that the values of the records may take. */
  private static final long MOST_BYTES = 400L << 20;

  private TopicHistory() {}

  /**
   * Reads the newest records.
   *
   * @param client settings that reach the cluster
   * @param topics that exist
   * @param most records of a topic
   * @return of each partition in its order
   */
  public static List<TopicRecord> read(Properties client, List<String> topics, int most) {
    TopicSelection selection = new TopicSelection(topics, null);
    List<TopicRecord> records = new ArrayList<>();
    long[] bytes = new long[1];
    for (String topic : topics) {
      try (TopicReader reader = TopicReader.open(client, List.of(topic))) {
        reader.fromNewest(most);
        reader.readToEnd(
            kept -> {
              byte[] value = kept.value();
              bytes[0] += value == null ? 0 : value.length;
              if (bytes[0] <= MOST_BYTES) {
                records.add(KafkaRecords.of(kept, selection));
              }
            });
      }
    }
    return records;
  }
}
