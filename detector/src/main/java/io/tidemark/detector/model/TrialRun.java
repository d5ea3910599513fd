package io.tidemark.detector.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.Map;

/**
 * Runs a model once under limits of time and memory before a session optimises it: the optimiser
 * computes what is constant while it loads, and nothing ends that. This session optimises nothing,
 * so all that a file asks for is computed here, node by node, where it can be ended.
 *
 * @param longest time of a run
 * @param mostMemory bytes by which the process may grow meanwhile
 */
record TrialRun(Duration longest, long mostMemory) {
  /** A run of an honest model takes milliseconds and megabytes. */
  static final TrialRun GATE = new TrialRun(Duration.ofSeconds(30), 2L << 30);

  /**
   * Runs all golden windows in one batch, as the admission does after it; zeros where there are
   * none.
   *
   * @throws ModelException when the file does not meet the contract, or the run was ended
   * @throws OrtException when the runtime refuses the file
   */
  void of(byte[] file) throws OrtException {
    OrtEnvironment environment = OnnxRuntime.environment();
    try (SessionOptions options = options();
        OrtSession session = environment.createSession(file, options)) {
      ModelMetadata metadata =
          ModelMetadata.fromProperties(session.getMetadata().getCustomMetadata());
      GraphShape.of(session, metadata);
      int windows = Math.max(1, metadata.golden().size());
      long[] shape = {windows, metadata.windowLength(), metadata.features().size()};
      try (OnnxTensor window =
          OnnxTensor.createTensor(environment, input(metadata, shape), shape)) {
        run(session, Map.of(ModelContract.WINDOW, window));
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

  private static FloatBuffer input(ModelMetadata metadata, long[] shape) {
    FloatBuffer values = WindowBatch.direct(Math.toIntExact(shape[0] * shape[1] * shape[2]));
    metadata.golden().forEach(window -> values.put(window.values()));
    return values.rewind();
  }

  private void run(OrtSession session, Map<String, OnnxTensor> inputs) throws OrtException {
    try (RunOptions options = OnnxRuntime.runOptions();
        RunLimit limit = new RunLimit(this, options)) {
      try {
        session.run(inputs, session.getOutputNames(), Map.of(), options).close();
      } catch (OrtException failed) {
        String reason = limit.reason();
        if (reason != null) {
          throw new ModelException(reason, failed);
        }
        throw failed;
      }
    }
  }
}
