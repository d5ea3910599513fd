package io.tidemark.lab.bench;

import io.tidemark.lab.BenchModel;
import io.tidemark.lab.BenchReport;
import io.tidemark.lab.ChildJvm;
import io.tidemark.lab.Machine;
import io.tidemark.lab.pipeline.JobFigures;
import io.tidemark.lab.pipeline.JobRun;
import io.tidemark.lab.pipeline.ScoringVariant;
import io.tidemark.schemas.wire.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * How long after its end a window's verdict is on its topic, at shares of what the job can take,
 * with the model and with nothing in its place. Delivery is at least once, so nothing waits for a
 * checkpoint.
 *
 * @param model with a short tick
 * @param capacity events a second that count as full load
 * @param loads shares of it, in percent
 * @param warmUp of each run, uncounted: for the compilers of three processes to settle and for the
 *     job to catch up with what was sent while it started
 * @param time of each run, after the warm-up
 */
public record LatencyBench(
    BenchModel model, int capacity, List<Integer> loads, Duration warmUp, Duration time) {
  private static final String HEAP = "2g";
  private static final int BATCH = 64;

  /** Runs it; says on standard error how far it is. */
  public BenchReport run(Path folder) throws IOException, InterruptedException {
    Machine machine = Machine.here();
    Path detector = model.write(folder);
    Map<String, Double> ratios = new LinkedHashMap<>();
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int load : loads) {
      double without = add(rows, load, ScoringVariant.NOTHING, detector, folder);
      double with = add(rows, load, ScoringVariant.MICRO_BATCHES, detector, folder);
      ratios.put("p99MillisOverNoScoring" + load, with - without);
    }
    return new BenchReport(machine, ratios, rows);
  }

  private double add(
      List<Map<String, Object>> rows, int load, ScoringVariant variant, Path detector, Path folder)
      throws IOException, InterruptedException {
    double[] millis = measure(load, variant, detector, folder.resolve("run-" + rows.size()));
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("loadPercent", load);
    row.put("scoring", variant.toString());
    row.put("verdicts", millis.length);
    row.put("p50Millis", quantile(millis, 0.5));
    row.put("p99Millis", quantile(millis, 0.99));
    rows.add(row);
    System.err.println("  " + row);
    return quantile(millis, 0.99);
  }

  private double[] measure(int load, ScoringVariant variant, Path detector, Path own)
      throws IOException, InterruptedException {
    int devices = Math.max(1, capacity / 100 * load * model.tickMillis() / 1000);
    // Keys are to be warm, too.
    long ticksBefore = Math.max(model.warmup(), warmUp.toMillis() / model.tickMillis());
    long ticks = ticksBefore + time.toMillis() / model.tickMillis();
    try (EventSupply supply = EventSupply.start(devices, WireFormat.AVRO)) {
      JobRun.Plan plan =
          new JobRun.Plan(
              variant,
              supply.broker().bootstrapServers(),
              detector.toString(),
              "avro",
              1,
              "heap",
              BATCH,
              ticks * devices,
              ticks * devices,
              true,
              own.toString());
      Path file = plan.write(own.resolveSibling(own.getFileName() + "-plan.json"));
      CompletableFuture<JobFigures> worker = CompletableFuture.supplyAsync(() -> run(file, own));
      try (VerdictDelays delays = VerdictDelays.watch(supply.broker().bootstrapServers())) {
        long counted = supply.publishLive(ticks, ticksBefore, model.tickMillis());
        worker.get();
        return delays.endingAfter(counted);
      } catch (ExecutionException failed) {
        throw new IOException(failed.getCause());
      }
    }
  }

  private static JobFigures run(Path plan, Path own) {
    try {
      return new ChildJvm(JobRun.class, HEAP)
          .run(own.resolveSibling(own.getFileName() + ".json"), JobFigures.class, plan.toString());
    } catch (IOException | InterruptedException failed) {
      throw new CompletionException(failed);
    }
  }

  private static double quantile(double[] sorted, double probability) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.ceil(probability * (sorted.length - 1))];
  }
}
