package io.tidemark.pipeline.source;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.mapping.PathsSeen;
import io.tidemark.pipeline.log.OncePerMinute;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.PrintableText;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log which records of one topic are of no use, and why. For one thread. */
final class TopicLog {
  private static final Logger LOG = LoggerFactory.getLogger(TopicLog.class);
  private static final int MOST_DETAIL = 300;
  private static final int MOST_PATHS = 2_000;

  private final String topic;
  private final OncePerMinute perMinute;
  private long records;
  private long deadLetters;

  TopicLog(String topic, OncePerMinute perMinute) {
    this.topic = topic;
    this.perMinute = perMinute;
  }

  /** Takes that a record was read. */
  void read() {
    records++;
  }

  /** Takes that the record that was read last is a dead letter. */
  void rejected(DeadLetter letter) {
    deadLetters++;
    if (perMinute.allows("dead letters of " + topic)) {
      LOG.warn(
          "{} of {} records of {} became dead letters ({} %); partition {} offset {}: {}: {}",
          deadLetters,
          records,
          topic,
          percent(deadLetters, records),
          letter.getPartition(),
          letter.getOffset(),
          letter.getReason(),
          PrintableText.oneLine(letter.getDetail(), MOST_DETAIL));
      records = 0;
      deadLetters = 0;
    }
  }

  /**
   * Takes that a detector has found nothing that is its own in what was read.
   *
   * @param decoded records that it was looked for in
   */
  void useless(DetectorDefinition detector, long decoded) {
    if (perMinute.allows("nothing for " + detector.name())) {
      LOG.warn(
          "Detector {} found none of its readings in {} records of {}: no record has {} and one of"
              + " {}",
          detector.name(),
          decoded,
          topic,
          detector.events().key().shown(),
          detector.features().stream()
              .map(feature -> feature.input().shown())
              .distinct()
              .collect(Collectors.joining(", ")));
    }
  }

  /** Takes that a detector has looked at enough records to know which of its paths lead nowhere. */
  void unseen(DetectorDefinition detector, PathsSeen seen) {
    if (!seen.unseen().isEmpty() && perMinute.allows("paths of " + detector.name())) {
      LOG.warn(
          "Detector {}: in the first {} records of {} there was never {}; there is {}",
          detector.name(),
          PathsSeen.RECORDS,
          topic,
          String.join(", ", seen.unseen()),
          PrintableText.oneLine(String.join(", ", seen.present()), MOST_PATHS));
    }
  }

  /** Rounded down, so that 100 % means all of them. */
  static String percent(long part, long whole) {
    double percent = Math.floor(1000.0 * part / whole) / 10;
    return part > 0 && percent == 0 ? "<0.1" : String.format(Locale.ROOT, "%.1f", percent);
  }
}
