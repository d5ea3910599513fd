package io.tidemark.export.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.tidemark.export.architecture.Architectures;
import io.tidemark.export.layer.Network;
import io.tidemark.export.window.WindowSet;
import io.tidemark.export.window.WindowSplit;
import java.util.Random;

/**
 * Fits a network to windows. The weights of the epoch with the lowest validation loss are kept. One
 * training at a time in a JVM: PyTorch's random numbers are global.
 */
public final class NetworkTrainer {
  private static final int VALIDATION_BATCH = 256;

  private final TrainingOptions options;
  private final TrainingListener listener;

  public NetworkTrainer(TrainingOptions options, TrainingListener listener) {
    this.options = options;
    this.listener = listener;
  }

  /**
   * Trains a new network. The caller closes it.
   *
   * @param windows scaled
   */
  public TrainedNetwork train(WindowSplit windows) {
    WindowSet training = windows.training();
    Engine engine = TorchEngine.get();
    engine.setRandomSeed(options.seed());
    NDManager manager = engine.newBaseManager();
    try {
      Network network =
          Architectures.build(
              options.architecture(), options.size(training.length(), training.features()));
      network
          .block()
          .initialize(
              manager, DataType.FLOAT32, new Shape(1, training.length(), training.features()));
      return new Run(engine, manager, network, windows).fit();
    } catch (RuntimeException failed) {
      manager.close();
      throw failed;
    }
  }

  /** One training and what it works on. */
  private final class Run implements EpochLoop.Pass {
    private final Engine engine;
    private final NDManager manager;
    private final Network network;
    private final WindowSplit windows;
    private final ParameterStore store;
    private final Corruption corruption = new Corruption(options.noise(), options.featureDropout());
    private final Random random = new Random(options.seed());
    private final int stepsPerEpoch;
    private final int totalSteps;
    private final Update update;
    private int step;

    Run(Engine engine, NDManager manager, Network network, WindowSplit windows) {
      this.engine = engine;
      this.manager = manager;
      this.network = network;
      this.windows = windows;
      store = new ParameterStore(manager, false);
      stepsPerEpoch = options.stepsPerEpoch(windows.training().size());
      totalSteps = stepsPerEpoch * options.epochs(windows.training().size());
      update = new Update(network.block().getParameters().values(), options, totalSteps);
    }

    TrainedNetwork fit() {
      EpochLoop.Outcome outcome =
          new EpochLoop(options, listener, manager, network.block())
              .run(options.epochs(windows.training().size()), this);
      return new TrainedNetwork(network, manager, store, outcome.epochs(), outcome.best());
    }

    @Override
    public double train() {
      return epoch(shuffled(windows.training().size(), random));
    }

    @Override
    public double learningRate() {
      return Update.learningRate(options, step, totalSteps);
    }

    private double epoch(int[] order) {
      double sum = 0;
      for (int from = 0; from < order.length; from += options.batchSize()) {
        int to = Math.min(from + options.batchSize(), order.length);
        sum += step(order, from, to) * (to - from);
        listener.step(++step, totalSteps);
      }
      return sum / order.length;
    }

    private double step(int[] order, int from, int to) {
      try (NDManager memory = manager.newSubManager()) {
        NDArray target = Batches.of(memory, windows.training(), order, from, to);
        double value;
        try (GradientCollector collector = engine.newGradientCollector()) {
          NDList output =
              network.block().forward(store, new NDList(corruption.spoil(target)), true);
          NDArray loss = options.loss().of(output.head().sub(target));
          collector.backward(loss);
          value = loss.getFloat();
        }
        update.apply(memory);
        return value;
      }
    }

    @Override
    public double validate() {
      WindowSet validation = windows.validation();
      double sum = 0;
      for (int from = 0; from < validation.size(); from += VALIDATION_BATCH) {
        int to = Math.min(from + VALIDATION_BATCH, validation.size());
        try (NDManager memory = manager.newSubManager()) {
          NDArray target = Batches.of(memory, validation, from, to);
          NDList output = network.block().forward(store, new NDList(target), false);
          sum += options.loss().of(output.head().sub(target)).getFloat() * (to - from);
        }
      }
      return sum / validation.size();
    }
  }

  private static int[] shuffled(int size, Random random) {
    int[] order = new int[size];
    for (int i = 1; i < size; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
