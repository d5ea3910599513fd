package io.tidemark.lab.scoring;

import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.WindowBatch;
import io.tidemark.lab.CpuTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How fast a model scores in a tight loop.
 *
 * @param windows scored
 * @param cpuNanos CPU time of the threads that scored them
 * @param wallNanos time by the clock
 */
public record ScoringRate(long windows, long cpuNanos, long wallNanos) {
  private static final Duration WARM_UP = Duration.ofMillis(300);

  /** Windows a second by the clock, all threads together. */
  public double perSecond() {
    return windows * 1e9 / wallNanos;
  }

  /** Windows a second of CPU time. */
  public double perCpuSecond() {
    return windows * 1e9 / cpuNanos;
  }

  /**
   * Scores batches in one session from several threads.
   *
   * @param batch windows in a batch
   * @param threads each with a batch of its own
   * @param time how long, after a warm-up
   */
  public static ScoringRate of(OnnxModel model, int batch, int threads, Duration time)
      throws InterruptedException {
    loop(model, batch, WARM_UP);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long start = System.nanoTime();
      List<Callable<ScoringRate>> loops = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        loops.add(() -> loop(model, batch, time));
      }
      long windows = 0;
      long cpu = 0;
      for (Future<ScoringRate> done : pool.invokeAll(loops)) {
        windows += done.get().windows();
        cpu += done.get().cpuNanos();
      }
      return new ScoringRate(windows, cpu, System.nanoTime() - start);
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    } finally {
      pool.shutdown();
    }
  }

  private static ScoringRate loop(OnnxModel model, int size, Duration time) {
    WindowBatch batch = model.newBatch(size);
    Random random = new Random(1);
    float[] window =
        new float[model.metadata().windowLength() * model.metadata().features().size()];
    while (!batch.full()) {
      for (int i = 0; i < window.length; i++) {
        window[i] = (float) random.nextGaussian();
      }
      batch.add(window);
    }
    long windows = 0;
    long cpu = CpuTime.threadNanos();
    long start = System.nanoTime();
    long end;
    do {
      model.score(batch);
      windows += size;
      end = System.nanoTime();
    } while (end - start < time.toNanos());
    return new ScoringRate(windows, CpuTime.threadNanos() - cpu, end - start);
  }
}
