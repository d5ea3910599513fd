package io.tidemark.export.benchmark;

import io.tidemark.detector.model.ResidentMemory;
import io.tidemark.export.training.Epoch;
import io.tidemark.export.training.NetworkTrainer;
import io.tidemark.export.training.TrainingListener;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.window.WindowSet;
import io.tidemark.export.window.WindowSplit;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Measures CPU seconds an epoch of the trainer and of a plain DJL loop over the same network and
 * data, and the process's memory over many epochs. CPU time is the process's own, so that other
 * work on the machine matters little.
 */
public final class TrainingCost {
  private static final int LENGTH = 60;
  private static final int FEATURES = 8;
  private static final int HIDDEN = 64;
  private static final int VALIDATION = 100;

  private TrainingCost() {}

  /**
   * CPU seconds an epoch.
   *
   * @param plain of the plain loop, one an epoch
   * @param trainer of the trainer, one an epoch
   */
  public record Cost(List<Double> plain, List<Double> trainer) {
    /** The trainer's best epoch over the plain loop's. */
    public double ratio() {
      return least(trainer) / least(plain);
    }

    private static double least(List<Double> seconds) {
      return seconds.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }
  }

  /**
   * Trains an LSTM autoencoder of 64 units on windows of 60 ticks and 8 features, by both.
   *
   * @param windows how many
   * @param epochs to measure of each, after one that is not
   */
  public static Cost measure(int windows, int epochs) {
    WindowSplit data = data(windows);
    TrainingOptions options = options(epochs + 1);
    List<Double> plain = PlainLoop.run(options, data.training(), epochs + 1);
    List<Double> trainer = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void epoch(Epoch epoch) {
            trainer.add(cpuSeconds());
          }
        };
    train(options, data, listener);
    return new Cost(plain.subList(1, plain.size()), differences(trainer));
  }

  /**
   * What the process holds after each epoch.
   *
   * @param windows to train on
   * @param epochs how many
   */
  public static TrainingMemory memory(int windows, int epochs) {
    List<Double> megabytes = new ArrayList<>();
    List<Integer> arrays = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void memory(int open) {
            arrays.add(open);
            if (ResidentMemory.known()) {
              megabytes.add(ResidentMemory.bytes() / 1e6);
            }
          }
        };
    train(options(epochs), data(windows), listener);
    return new TrainingMemory(megabytes, arrays);
  }

  static double cpuSeconds() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  private static void train(TrainingOptions options, WindowSplit data, TrainingListener listener) {
    new NetworkTrainer(options, listener).train(data).close();
  }

  private static TrainingOptions options(int epochs) {
    return TrainingOptions.builder().hidden(HIDDEN).epochs(epochs).build();
  }

  private static List<Double> differences(List<Double> times) {
    List<Double> differences = new ArrayList<>();
    for (int i = 1; i < times.size(); i++) {
      differences.add(times.get(i) - times.get(i - 1));
    }
    return differences;
  }

  private static WindowSplit data(int windows) {
    return new WindowSplit(walks(windows, 1), walks(VALIDATION, 2));
  }

  private static WindowSet walks(int windows, int seed) {
    Random random = new Random(seed);
    List<float[]> all = new ArrayList<>(windows);
    for (int i = 0; i < windows; i++) {
      float[] window = new float[LENGTH * FEATURES];
      for (int j = 0; j < window.length; j++) {
        float before = j < FEATURES ? 0 : window[j - FEATURES];
        window[j] = 0.9f * before + 0.4f * (float) random.nextGaussian();
      }
      all.add(window);
    }
    return new WindowSet(LENGTH, FEATURES, all);
  }
}
