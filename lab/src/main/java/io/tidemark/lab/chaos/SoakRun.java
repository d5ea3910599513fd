package io.tidemark.lab.chaos;

import io.tidemark.cli.control.ModelControl;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ControlOutcome;
import io.tidemark.schemas.ModelAction;
import io.tidemark.schemas.ModelCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Gives a job another model and deploys it anew, again and again in one task manager, under load,
 * and watches what that leaves behind.
 */
public final class SoakRun {
  private static final Duration ANSWER = Duration.ofMinutes(2);

  private final Duration duration;
  private final Duration pause;
  private final Path home;
  private final Consumer<String> progress;

  /**
   * @param duration how long
   * @param pause time between a swap with its deployment and the next
   * @param home the project's folder
   * @param progress told each sample
   */
  public SoakRun(Duration duration, Duration pause, Path home, Consumer<String> progress) {
    this.duration = duration;
    this.pause = pause;
    this.home = home;
    this.progress = progress;
  }

  /** Runs; the figures by name. */
  public Map<String, Object> run() throws IOException, InterruptedException {
    try (TestBed bed = TestBed.start(home)) {
      CompletableFuture<Long> sent =
          new ChaosLoad(bed.definition(), 1, duration.plusMinutes(1)).send(bed.client());
      List<ProcessSample> samples = new ArrayList<>();
      long end = System.nanoTime() + duration.toNanos();
      int cycles = 0;
      while (System.nanoTime() < end && !sent.isCompletedExceptionally()) {
        swap(bed, cycles);
        bed.job().submit(bed.job().stop(false));
        bed.job().awaitCheckpointAfter(System.currentTimeMillis());
        cycles++;
        samples.add(ProcessSample.of(bed.cluster()));
        progress.accept(cycles + ": " + samples.get(samples.size() - 1));
        TimeUnit.MILLISECONDS.sleep(pause.toMillis());
      }
      return report(cycles, samples);
    }
  }

  /** Offers the model as a file of another content, and promotes it. */
  private static void swap(TestBed bed, int cycle) throws IOException, InterruptedException {
    byte[] model = Files.readAllBytes(bed.folder().resolve("model.onnx"));
    byte[] other = Arrays.copyOf(model, model.length + 4);
    // A field that ONNX does not know, which readers pass over: number 1000, a varint.
    other[model.length] = (byte) 0xC0;
    other[model.length + 1] = 0x3E;
    other[model.length + 2] = (byte) (0x80 | cycle & 0x7f);
    other[model.length + 3] = (byte) (1 + (cycle >> 7 & 0x3f));
    Path file = Files.write(bed.folder().resolve("store/soak.onnx"), other);
    ModelControl control = new ModelControl(bed.job().config());
    ask(control, control.offer("plant", file));
    ask(control, control.about(ModelAction.PROMOTE, "plant", Digests.sha256(other)));
  }

  private static void ask(ModelControl control, ModelCommand command)
      throws IOException, InterruptedException {
    control.send(command);
    ControlEvent answer = control.answer(command, ANSWER);
    if (answer == null || answer.getOutcome() == ControlOutcome.REFUSED) {
      throw new IOException(command.getAction() + " was not obeyed: " + answer);
    }
  }

  private Map<String, Object> report(int cycles, List<ProcessSample> samples) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("seconds", duration.toSeconds());
    report.put("redeployments", cycles);
    report.put("swaps", cycles);
    for (String figure : ProcessSample.FIGURES) {
      double[] values = samples.stream().mapToDouble(sample -> sample.value(figure)).toArray();
      // The first cycles load classes and fill caches.
      int from = Math.min(values.length, values.length / 3);
      report.put(figure, trend(Arrays.copyOfRange(values, from, values.length)));
    }
    return report;
  }

  /**
   * First, last and least-squares slope a cycle with its standard error, over the last two thirds.
   */
  private static Map<String, Object> trend(double[] values) {
    Map<String, Object> trend = new LinkedHashMap<>();
    int n = values.length;
    if (n < 3) {
      trend.put("values", values);
      return trend;
    }
    double middle = (n - 1) / 2.0;
    double mean = Arrays.stream(values).average().orElse(0);
    double spread = IntStream.range(0, n).mapToDouble(i -> (i - middle) * (i - middle)).sum();
    double slope =
        IntStream.range(0, n).mapToDouble(i -> (i - middle) * (values[i] - mean)).sum() / spread;
    double rest =
        IntStream.range(0, n)
            .mapToDouble(i -> Math.pow(values[i] - mean - slope * (i - middle), 2))
            .sum();
    trend.put("first", values[0]);
    trend.put("last", values[n - 1]);
    trend.put("slopePerCycle", slope);
    trend.put("standardError", Math.sqrt(rest / (n - 2) / spread));
    return trend;
  }
}
