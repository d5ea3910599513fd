package io.tidemark.console;

import io.tidemark.console.intake.CoverageIntake;
import io.tidemark.console.intake.HistoryWriter;
import io.tidemark.console.intake.Intake;
import io.tidemark.console.intake.TopicReads;
import io.tidemark.console.metrics.Metrics;
import io.tidemark.console.store.History;
import java.util.function.ToDoubleFunction;

/** What the metrics tell of the console's reading and keeping. */
final class ConsoleMetrics {
  private static final double MILLIS = 1e3;

  private ConsoleMetrics() {}

  static void add(
      Metrics metrics,
      Intake intake,
      CoverageIntake coverage,
      HistoryWriter writer,
      History history) {
    metrics.counter(
        "tidemark_console_records_total",
        "Records read from Kafka since the start, by what they are",
        values -> each(intake, coverage, TopicReads::records, values),
        "topic");
    metrics.gauge(
        "tidemark_console_lag_records",
        "Records that Kafka has and the console has not read",
        values -> each(intake, coverage, TopicReads::lag, values),
        "topic");
    metrics.gauge(
        "tidemark_console_newest_record_timestamp_seconds",
        "Timestamp of the newest record that was read since the start; 0 for none",
        values -> each(intake, coverage, reads -> reads.newestMillis() / MILLIS, values),
        "topic");
    metrics.counter(
        "tidemark_console_unreadable_records_total",
        "Records that were passed over, since they could not be read or kept",
        values -> values.set(writer.unreadable() + coverage.unreadable()));
    metrics.gauge(
        "tidemark_console_keeping",
        "1 while what comes can be read and kept",
        values -> values.set(writer.failure() == null ? 1 : 0));
    metrics.gauge(
        "tidemark_console_store_bytes",
        "Size of the history's file when it was last written",
        values -> values.set(history.fileBytes()));
    metrics.gauge(
        "tidemark_console_store_limit_bytes",
        "How large the history's file may become",
        values -> values.set(history.limit().bytes()));
  }

  private static void each(
      Intake intake,
      CoverageIntake coverage,
      ToDoubleFunction<TopicReads> figure,
      Metrics.Values values) {
    intake.reads().forEach((topic, reads) -> values.set(figure.applyAsDouble(reads), topic));
    values.set(figure.applyAsDouble(coverage.reads()), "coverage");
  }
}
