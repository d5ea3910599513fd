package io.tidemark.detector.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * An ONNX Runtime session and its options. It runs in its caller's thread, so callers share it and
 * do not wait for each other. Owns native memory.
 */
final class ModelSession implements AutoCloseable {
  private final OrtEnvironment environment = OnnxRuntime.environment();
  private final SessionOptions options;
  private final OrtSession session;
  private final ProviderChoice provider;

  ModelSession(byte[] file, Placement placement) throws OrtException {
    options = OnnxRuntime.options();
    try {
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      provider = ProviderChoice.configure(options, placement);
      session = environment.createSession(file, options);
    } catch (OrtException | RuntimeException failed) {
      options.close();
      throw failed;
    }
  }

  OrtSession session() {
    return session;
  }

  ProviderChoice provider() {
    return provider;
  }

  /**
   * Scores some of the batch's windows. The outputs are pinned: the runtime writes into the batch's
   * own buffers, and computes no other.
   *
   * @param from first window
   * @param count windows, up to the batch's room
   */
  void score(WindowBatch batch, int from, int count) throws OrtException {
    int w = batch.windowLength();
    int f = batch.features();
    int h = batch.latentLength();
    try (OnnxTensor window = tensor(batch.input(from, count), count, w, f);
        OnnxTensor score = tensor(batch.scores(from, count), count);
        OnnxTensor featureError = tensor(batch.featureErrors(from, count), count, f);
        OnnxTensor lastError = tensor(batch.lastErrors(from, count), count, f);
        OnnxTensor latent = h == 0 ? null : tensor(batch.latents(from, count), count, h)) {
      Map<String, OnnxTensor> outputs = new HashMap<>();
      outputs.put(ModelContract.SCORE, score);
      outputs.put(ModelContract.FEATURE_ERROR, featureError);
      outputs.put(ModelContract.LAST_ERROR, lastError);
      if (latent != null) {
        outputs.put(ModelContract.LATENT, latent);
      }
      session.run(Map.of(ModelContract.WINDOW, window), Set.of(), outputs).close();
    }
  }

  /**
   * Carries the states of some ticks one step on. The outputs are pinned, as in {@link #score}.
   *
   * @param count ticks, up to the batch's room
   */
  void step(TickBatch batch, int count) throws OrtException {
    int f = batch.features();
    int s = batch.stateLength();
    int h = batch.latentLength();
    try (OnnxTensor tick = tensor(batch.ticks(count), count, f);
        OnnxTensor state = tensor(batch.states(count), count, s);
        OnnxTensor expected = tensor(batch.expected(count), count, f);
        OnnxTensor nextState = tensor(batch.nextStates(count), count, s);
        OnnxTensor latent = h == 0 ? null : tensor(batch.latents(count), count, h)) {
      Map<String, OnnxTensor> outputs = new HashMap<>();
      outputs.put(ModelContract.EXPECTED, expected);
      outputs.put(ModelContract.NEXT_STATE, nextState);
      if (latent != null) {
        outputs.put(ModelContract.LATENT, latent);
      }
      session
          .run(Map.of(ModelContract.TICK, tick, ModelContract.STATE, state), Set.of(), outputs)
          .close();
    }
  }

  /** One output for windows that lie in a buffer; allocates. */
  float[] compute(String output, FloatBuffer windows, long... shape) throws OrtException {
    try (OnnxTensor tensor = tensor(windows, shape);
        OrtSession.Result result =
            session.run(Map.of(ModelContract.WINDOW, tensor), Set.of(output))) {
      FloatBuffer found = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] values = new float[found.remaining()];
      found.get(values);
      return values;
    }
  }

  private OnnxTensor tensor(FloatBuffer buffer, long... shape) throws OrtException {
    return OnnxTensor.createTensor(environment, buffer, shape);
  }

  @Override
  public void close() throws OrtException {
    try (SessionOptions closing = options) {
      session.close();
    }
  }
}
