package io.tidemark.detector.model;

/**
 * In what batches a model is fastest on this machine, found by trying.
 *
 * @param batch windows in a call; larger batches are split into such
 * @param microsPerWindow what a window then takes, by the clock
 */
public record BatchPlan(int batch, double microsPerWindow) {
  private static final int SMALLEST = 16;

  /** No call has more windows; a larger batch is split. */
  static final int LARGEST = 1024;

  /** A smaller batch that is this near to the best is as good: its windows wait for less. */
  private static final double AS_GOOD = 1.03;

  private static final int RUNS = 3;
  private static final long LONG_ENOUGH_NANOS = 8_000_000;
  private static final int MOST_RUNS = 200;

  /**
   * Tries powers of two.
   *
   * @param most windows that a batch may hold
   */
  static BatchPlan trial(OnnxModel model, int most) {
    WindowBatch batch = model.newBatch(most);
    float[] window = new float[batch.windowLength() * batch.features()];
    BatchPlan best = null;
    for (int size = Math.min(SMALLEST, Integer.highestOneBit(most));
        size <= Math.min(most, LARGEST);
        size *= 2) {
      batch.clear();
      while (batch.size() < size) {
        batch.add(window);
      }
      double micros = fastest(model, batch) / 1e3 / size;
      if (best == null || micros * AS_GOOD < best.microsPerWindow) {
        best = new BatchPlan(size, micros);
      }
    }
    return java.util.Objects.requireNonNull(best, "a batch holds at least one window");
  }

  /** The fastest of several runs: what else the machine does only ever makes one slower. */
  private static long fastest(OnnxModel model, WindowBatch batch) {
    model.score(batch);
    long fastest = Long.MAX_VALUE;
    long start = System.nanoTime();
    long now = start;
    for (int run = 0; run < RUNS || (now - start < LONG_ENOUGH_NANOS && run < MOST_RUNS); run++) {
      long before = now;
      model.score(batch);
      now = System.nanoTime();
      fastest = Math.min(fastest, now - before);
    }
    return fastest;
  }
}
