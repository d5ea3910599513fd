package io.tidemark.detector.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Runs a model under limits of time and memory before a session optimises it: the optimiser
 * computes what is constant while it loads, and nothing ends that. This session optimises nothing,
 * so all that a file asks for is computed here, node by node, where it can be ended. The model is
 * tried in batches of several sizes and on extreme windows, because a model that computes one batch
 * may fail on another. Since nothing ends a run within an operator, it has a thread of its own that
 * is abandoned when the operator at work does not end.
 *
 * @param longest time of all runs together
 * @param mostMemory bytes by which the process may grow meanwhile
 * @param lastOperator how long the operator at work may take beyond that to end
 */
record TrialRun(Duration longest, long mostMemory, Duration lastOperator) {
  /** A run of an honest model takes milliseconds and megabytes. */
  static final TrialRun GATE = new TrialRun(Duration.ofSeconds(30), 2L << 30);

  /** Largest batch that is tried where the caller does not know which it will use. */
  static final int USUAL_BATCH = 128;

  private static final List<Integer> SIZES = List.of(1, 2, 16, 64);

  private static final List<String> OUTPUTS =
      List.of(
          ModelContract.SCORE,
          ModelContract.RECONSTRUCTION,
          ModelContract.FEATURE_ERROR,
          ModelContract.LAST_ERROR,
          ModelContract.LATENT,
          ModelContract.EXPECTED,
          ModelContract.NEXT_STATE);

  /** A trial that waits for the operator at work as long again as that of the gate. */
  TrialRun(Duration longest, long mostMemory) {
    this(longest, mostMemory, Duration.ofSeconds(30));
  }

  /** As {@link #of(byte[], int)}, in batches of up to {@value #USUAL_BATCH} windows. */
  void of(byte[] file) throws OrtException {
    of(file, USUAL_BATCH);
  }

  /**
   * Tries a model.
   *
   * @param largestBatch windows in the largest batch that it will score
   * @throws ModelException when the file does not meet the contract, a run fails, or a limit is
   *     exceeded
   * @throws OrtException when the runtime refuses the file
   */
  void of(byte[] file, int largestBatch) throws OrtException {
    TrialThread.run(longest.plus(lastOperator), () -> tryOut(file, largestBatch));
  }

  private void tryOut(byte[] file, int largestBatch) throws OrtException {
    OrtEnvironment environment = OnnxRuntime.environment();
    try (SessionOptions options = options();
        OrtSession session = environment.createSession(file, options)) {
      ModelMetadata metadata =
          ModelMetadata.fromProperties(session.getMetadata().getCustomMetadata());
      GraphShape shape = GraphShape.of(session, metadata);
      try (RunOptions run = OnnxRuntime.runOptions();
          RunLimit limit = new RunLimit(this, run)) {
        for (int size : sizes(metadata, largestBatch)) {
          for (TrialInput input : TrialInput.of(metadata)) {
            new Batch(environment, session, metadata, shape, input, size).run(run, limit);
          }
        }
      }
    }
  }

  private static SessionOptions options() throws OrtException {
    SessionOptions options = OnnxRuntime.options();
    options.setOptimizationLevel(SessionOptions.OptLevel.NO_OPT);
    options.setCPUArenaAllocator(false); // its memory goes back at once
    options.setMemoryPatternOptimization(false);
    return options;
  }

  /** The admission scores all golden windows in one batch, so their number is tried as well. */
  private static SortedSet<Integer> sizes(ModelMetadata metadata, int largestBatch) {
    SortedSet<Integer> sizes = new TreeSet<>(SIZES);
    sizes.add(largestBatch);
    sizes.add(Math.max(1, metadata.golden().size()));
    return sizes;
  }

  private record Batch(
      OrtEnvironment environment,
      OrtSession session,
      ModelMetadata metadata,
      GraphShape shape,
      TrialInput input,
      int size) {

    void run(RunOptions options, RunLimit limit) throws OrtException {
      int w = metadata.windowLength();
      int f = metadata.features().size();
      try {
        if (shape.stateLength() == 0) {
          try (OnnxTensor window = tensor(input.batch(size), size, w, f)) {
            run(Map.of(ModelContract.WINDOW, window), options, limit, null);
          }
          return;
        }
        FloatBuffer state = WindowBatch.direct(size * shape.stateLength());
        for (int tick = 0; tick < w; tick++) {
          try (OnnxTensor of = tensor(input.ticks(size, tick, f), size, f);
              OnnxTensor before = tensor(state.rewind(), size, shape.stateLength())) {
            FloatBuffer next = WindowBatch.direct(size * shape.stateLength());
            run(Map.of(ModelContract.TICK, of, ModelContract.STATE, before), options, limit, next);
            state = next;
          }
        }
      } catch (OrtException failed) {
        requireWithin(limit, failed);
        throw new ModelException(
            "it fails on %s in a batch of %d: %s"
                .formatted(input.name(), size, failed.getMessage()),
            failed);
      }
    }

    private OnnxTensor tensor(FloatBuffer values, long... dimensions) throws OrtException {
      return OnnxTensor.createTensor(environment, values, dimensions);
    }

    /**
     * @param next where the next state goes; null for a graph that has none
     */
    private void run(
        Map<String, OnnxTensor> inputs,
        RunOptions options,
        RunLimit limit,
        @Nullable FloatBuffer next)
        throws OrtException {
      try (OrtSession.Result result =
          session.run(inputs, session.getOutputNames(), Map.of(), options)) {
        requireWithin(limit, null);
        for (String output : OUTPUTS) {
          OnnxValue value = result.get(output).orElse(null);
          if (value != null) {
            requireShape(output, value);
          }
        }
        if (next != null) {
          next.put(
              ((OnnxTensor) result.get(ModelContract.NEXT_STATE).orElseThrow()).getFloatBuffer());
        }
      }
    }

    private static void requireWithin(RunLimit limit, @Nullable OrtException ended) {
      String reason = limit.reason();
      if (reason != null) {
        throw ended == null ? new ModelException(reason) : new ModelException(reason, ended);
      }
    }

    /** The shape that the graph states, which meets the contract, with the batch's size. */
    private void requireShape(String output, OnnxValue value) throws OrtException {
      NodeInfo node = Objects.requireNonNull(session.getOutputInfo().get(output));
      TensorInfo stated = (TensorInfo) node.getInfo();
      long[] expected = stated.getShape().clone();
      expected[0] = size;
      OnnxTensor tensor = (OnnxTensor) value;
      long[] found = tensor.getInfo().getShape();
      if (!Arrays.equals(found, expected)) {
        throw new ModelException(
            "%s has shape %s on %s in a batch of %d; it must be %s"
                .formatted(
                    output, Arrays.toString(found), input.name(), size, Arrays.toString(expected)));
      }
      if (input.normal() && !finite(tensor.getFloatBuffer())) {
        throw new ModelException(
            "%s is not finite on %s in a batch of %d".formatted(output, input.name(), size));
      }
    }

    private static boolean finite(FloatBuffer values) {
      while (values.hasRemaining()) {
        if (!Float.isFinite(values.get())) {
          return false;
        }
      }
      return true;
    }
  }
}
