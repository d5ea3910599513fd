package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.broker.SharedKafka;
import io.tidemark.detector.LogLines;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.LocalJob;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.pipeline.watch.JobWatch;
import io.tidemark.schemas.AnomalyAlert;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a job on a real broker says of itself. */
class JobWatchIT {
  @RegisterExtension static final SharedKafka kafka = new SharedKafka();

  private static final Pattern DEAD_LETTERS = Pattern.compile("dead letters (\\d+)");

  @TempDir Path folder;

  @Test
  void aLineTellsOfEventsKeysDeadLettersLagIncidentsAndTheLastCheckpoint() throws Exception {
    PumpRun run = PumpRun.in(folder, kafka.bootstrapServers());
    List<Observation> stream = PumpRun.stream();
    run.produce(stream, 7);
    try (LogLines log = LogLines.of("io.tidemark.pipeline.watch");
        LocalJob job = LocalJob.start(TidemarkJob.checked(run.config()), "none");
        JobWatch watch = job.watch(Duration.ofSeconds(1))) {
      PumpRun.await(() -> deadLetters(log.lines()) == 7);
      PumpRun.await(
          () ->
              log.lines().stream()
                  .anyMatch(
                      line ->
                          line.matches(
                              ("INFO %s: [\\d.]+ events/s, keys 12 \\(\\d+ watched, \\d+ warming"
                                      + " up, \\d+ blind\\), dead letters \\d+, late events"
                                      + " \\d+, lag \\d+, open incidents \\d+, checkpoint"
                                      + " \\d+ \\d+ s ago")
                                  .formatted(run.prefix()))));
      assertThat(watch.trouble()).isNull();
    }
  }

  /** Of all lines together. */
  private static int deadLetters(List<String> lines) {
    return lines.stream()
        .map(DEAD_LETTERS::matcher)
        .filter(Matcher::find)
        .mapToInt(found -> Integer.parseInt(found.group(1)))
        .sum();
  }

  @Test
  void aRestartIsToldWithItsReasonAndTheJobIsReadyAgainAfterwards() throws Exception {
    PumpRun run = PumpRun.in(folder, kafka.bootstrapServers());
    FailsOnce.FAILURES.set(0);
    TidemarkJob failing =
        TidemarkJob.checked(run.config()).by((detectors, settings, scores) -> new FailsOnce());
    try (LogLines log = LogLines.of("io.tidemark.pipeline.watch");
        LocalJob job = LocalJob.start(failing, "none");
        JobWatch watch = job.watch(Duration.ofHours(1))) {
      PumpRun.await(() -> watch.trouble() == null && run.checkpointed(1));
      run.produce(PumpRun.stream().subList(0, 1), 0);

      PumpRun.await(() -> log.lines().size() == 2);
      assertThat(log.lines().get(0))
          .matches(
              "WARN %s restarts \\(restart 1\\): .*: the first event is one too many"
                  .formatted(run.prefix()));
      assertThat(log.lines().get(1))
          .matches(
              "INFO %s runs again after \\d+ s \\(restart 1\\), from checkpoint \\d+"
                  .formatted(run.prefix()));
      PumpRun.await(() -> watch.trouble() == null);
    }
  }

  /** Fails on the first event of all. */
  private static final class FailsOnce extends AbstractStreamOperator<AnomalyAlert>
      implements OneInputStreamOperator<Observation, AnomalyAlert> {
    static final AtomicInteger FAILURES = new AtomicInteger();

    @Override
    public void processElement(StreamRecord<Observation> element) {
      if (FAILURES.getAndIncrement() == 0) {
        throw new IllegalStateException("the first event is one too many");
      }
    }
  }
}
