package io.tidemark.lab.chaos;

import io.tidemark.cli.audit.TopicRecords;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.DeadLetter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Lets things happen to a job on a {@link TestBed} while events come, and compares the committed
 * alerts with those of an undisturbed run.
 */
public final class ChaosRun {
  private final ChaosOptions options;
  private final Consumer<String> progress;

  /**
   * @param progress told what happens, one line each
   */
  public ChaosRun(ChaosOptions options, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
  }

  /**
   * Runs.
   *
   * @throws IOException when something does not come back
   */
  public ChaosReport run() throws IOException, InterruptedException {
    try (TestBed bed = TestBed.start(options.home())) {
      progress.accept("the job runs: " + bed.cluster().endpoint());
      ChaosLoad load = new ChaosLoad(bed.definition(), options.seed(), options.duration());
      CompletableFuture<Long> sent = load.send(bed.client());
      Faults faults = new Faults(bed, options, progress);
      faults.run();
      long events = sent(sent);
      progress.accept(
          "all %,d events are sent; the job reads the rest and drains".formatted(events));
      bed.topic().awaitRead("chaos");
      bed.job().stop(true);
      double heldBack = OpenTransactions.awaitNone(bed.client(), progress);
      return report(faults, events, heldBack, load, bed.job().config());
    }
  }

  private ChaosReport report(
      Faults faults, long events, double heldBack, ChaosLoad load, PipelineConfig config) {
    Properties client = config.kafka().client();
    List<AnomalyAlert> found = new ArrayList<>();
    TopicRecords.read(config.alerts(), AnomalyAlert.class, client, found::add);
    AtomicLong letters = new AtomicLong();
    TopicRecords.read(
        config.deadLetters(), DeadLetter.class, client, letter -> letters.incrementAndGet());
    return new ChaosReport(
        faults.counts(),
        faults.recoverySeconds(),
        faults.skipped(),
        events,
        faults.poison(),
        letters.get(),
        heldBack,
        Verdicts.of(load.truth(), found));
  }

  private static long sent(CompletableFuture<Long> sent) throws IOException, InterruptedException {
    try {
      return sent.get();
    } catch (ExecutionException failed) {
      throw new IOException("the events could not be sent: " + failed.getCause(), failed);
    }
  }
}
