package io.tidemark.export.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.tidemark.export.layer.CarriedForecaster;
import io.tidemark.export.layer.LstmWeights;
import java.util.List;
import java.util.Random;

/**
 * Trains a forecaster that carries its state, by back-propagation through time truncated to a
 * stretch of ticks (Williams and Peng 1990). A batch is as many stretches, each in a lane that
 * keeps its state. One training at a time in a JVM: PyTorch's random numbers are global.
 */
public final class SequenceTrainer {
  private final TrainingOptions options;
  private final TrainingListener listener;

  public SequenceTrainer(TrainingOptions options, TrainingListener listener) {
    this.options = options;
    this.listener = listener;
  }

  /**
   * Trains a network. The caller closes it.
   *
   * @param start weights to start from
   * @param training what the network is fitted to
   * @param validation what it never sees; the weights of the epoch that expects it best are kept
   * @throws io.tidemark.detector.definition.DefinitionException when no two ticks follow each other
   */
  public TrainedForecaster train(
      LstmWeights start, List<TickSequence> training, List<TickSequence> validation) {
    Lanes lanes =
        new Lanes(training, options.batchSize(), start.hidden(), new Random(options.seed()));
    Forecasts judged = new Forecasts(validation, options.loss(), start.hidden());
    Engine engine = TorchEngine.get();
    engine.setRandomSeed(options.seed());
    NDManager manager = engine.newBaseManager();
    try {
      CarriedForecaster network = new CarriedForecaster(start);
      Shape state = new Shape(1, 1, start.hidden());
      network
          .block()
          .initialize(manager, DataType.FLOAT32, new Shape(1, 1, start.features()), state, state);
      Run run = new Run(engine, manager, network, lanes, judged);
      EpochLoop.Outcome outcome =
          new EpochLoop(options, listener, manager, network.block())
              .run(options.epochs(lanes.stretches()), run);
      return new TrainedForecaster(network, manager, run.store, outcome);
    } catch (RuntimeException failed) {
      manager.close();
      throw failed;
    }
  }

  /** One training and what it works on. */
  private final class Run implements EpochLoop.Pass {
    private final Engine engine;
    private final NDManager manager;
    private final CarriedForecaster network;
    private final Lanes lanes;
    private final Forecasts judged;
    private final ParameterStore store;
    private final Corruption corruption = new Corruption(options.noise(), options.featureDropout());
    private final int stepsPerEpoch;
    private final int totalSteps;
    private final Update update;
    private int step;

    Run(
        Engine engine,
        NDManager manager,
        CarriedForecaster network,
        Lanes lanes,
        Forecasts judged) {
      this.engine = engine;
      this.manager = manager;
      this.network = network;
      this.lanes = lanes;
      this.judged = judged;
      store = new ParameterStore(manager, false);
      stepsPerEpoch = options.stepsPerEpoch(lanes.stretches());
      totalSteps = stepsPerEpoch * options.epochs(lanes.stretches());
      update = new Update(network.block().getParameters().values(), options, totalSteps);
    }

    @Override
    public double train() {
      double sum = 0;
      for (int i = 0; i < stepsPerEpoch; i++) {
        lanes.advance();
        sum += step();
        listener.step(++step, totalSteps);
      }
      return sum / stepsPerEpoch;
    }

    private double step() {
      int count = options.batchSize();
      Shape shape =
          new Shape(count, lanes.stretch(), lanes.inputs().length / count / lanes.stretch());
      Shape state = new Shape(1, count, lanes.states().length / count);
      try (NDManager memory = manager.newSubManager()) {
        NDList inputs =
            new NDList(
                corruption.spoil(Batches.of(memory, lanes.inputs(), shape)),
                Batches.of(memory, lanes.states(), state),
                Batches.of(memory, lanes.cells(), state));
        NDArray targets = Batches.of(memory, lanes.targets(), shape);
        double value;
        try (GradientCollector collector = engine.newGradientCollector()) {
          NDList outputs = network.block().forward(store, inputs, true);
          NDArray loss = options.loss().of(outputs.head().sub(targets));
          collector.backward(loss);
          value = loss.getFloat();
          lanes.carry(outputs.get(2).toFloatArray(), outputs.get(3).toFloatArray());
        }
        update.apply(memory);
        return value;
      }
    }

    @Override
    public double validate() {
      return judged.loss(network, manager, store);
    }

    @Override
    public double learningRate() {
      return Update.learningRate(options, step, totalSteps);
    }
  }
}
