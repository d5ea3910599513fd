package io.tidemark.detector.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import io.tidemark.detector.definition.ProviderPreference;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model file in an ONNX Runtime session. Threads may score at the same time, each with a batch of
 * its own: the session runs in the caller's thread. Owns native memory; close it when no thread
 * scores any more.
 */
public final class OnnxModel implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OnnxModel.class);
  private final OrtEnvironment environment;
  private final SessionOptions options;
  private final OrtSession session;
  private final ProviderChoice provider;
  private final ModelMetadata metadata;
  private final String digest;
  private final int latentLength;
  private final LongAdder scoredWindows = new LongAdder();
  private final LongAdder spentNanos = new LongAdder();

  private OnnxModel(byte[] file, ProviderPreference preference) throws OrtException {
    environment = OrtEnvironment.getEnvironment();
    options = new SessionOptions();
    try {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      provider = ProviderChoice.configure(options, preference, 0);
      session = environment.createSession(file, options);
    } catch (OrtException | RuntimeException failed) {
      options.close();
      throw failed;
    }
    try {
      metadata = ModelMetadata.fromProperties(session.getMetadata().getCustomMetadata());
      checkGraph();
      latentLength = latentLength(session.getOutputInfo());
    } catch (OrtException | RuntimeException failed) {
      closeNative();
      throw failed;
    }
    digest = sha256(file);
    LOG.info(
        "Model {} {} ({}) runs on {}: {}",
        metadata.name(),
        metadata.version(),
        digest.substring(0, 12),
        provider.provider(),
        provider.reason());
  }

  /**
   * Loads a model file.
   *
   * @throws ModelException when it cannot be read, is no ONNX of the contract, or its provider is
   *     required and missing
   */
  public static OnnxModel open(Path file, ProviderPreference preference) {
    try {
      return open(file.toString(), read(file), preference);
    } catch (NoSuchFileException missing) {
      throw new ModelException(
          "model.path: " + file + ": there is no such file; ./tidemark train makes one");
    } catch (IOException unreadable) {
      throw new ModelException(
          "model.path: " + file + " cannot be read: " + unreadable.getMessage());
    }
  }

  /**
   * As {@link #open(Path, ProviderPreference)}, from the file's bytes; {@code name} stands for it
   * in errors.
   */
  public static OnnxModel open(String name, byte[] file, ProviderPreference preference) {
    try {
      ExternalData.refuse(file);
      return new OnnxModel(file, preference);
    } catch (OrtException malformed) {
      throw new ModelException(
          "model.path: "
              + name
              + " is not accepted; it must be an ONNX model: "
              + malformed.getMessage(),
          malformed);
    } catch (ModelException wrong) {
      throw new ModelException("model.path: " + name + ": " + wrong.getMessage(), wrong);
    }
  }

  private static byte[] read(Path file) throws IOException {
    if (Files.size(file) > ModelContract.MOST_BYTES) {
      throw new ModelException(
          "model.path: %s has %,d bytes; a model may have %,d"
              .formatted(file, Files.size(file), ModelContract.MOST_BYTES));
    }
    return Files.readAllBytes(file);
  }

  public ModelMetadata metadata() {
    return metadata;
  }

  /** SHA-256 of the file, hexadecimal. */
  public String digest() {
    return digest;
  }

  /** What runs the model, and why. */
  public ProviderChoice provider() {
    return provider;
  }

  /** Buffers for up to {@code capacity} windows of this model. */
  public WindowBatch newBatch(int capacity) {
    return new WindowBatch(
        capacity, metadata.windowLength(), metadata.features().size(), latentLength);
  }

  /**
   * Scores every window of the batch; the results stay in the batch until it is filled again.
   *
   * @throws ModelException when the runtime fails
   */
  public void score(WindowBatch batch) {
    if (batch.size() == 0) {
      return;
    }
    long started = System.nanoTime();
    long n = batch.size();
    long f = batch.features();
    try (OnnxTensor window = tensor(batch.input(), n, batch.windowLength(), f);
        OnnxTensor score = tensor(batch.scores(), n);
        OnnxTensor featureError = tensor(batch.featureErrors(), n, f);
        OnnxTensor lastError = tensor(batch.lastErrors(), n, f);
        OnnxTensor latent = latentLength == 0 ? null : tensor(batch.latents(), n, latentLength)) {
      // The outputs are pinned: the runtime writes into the batch's own buffers.
      Map<String, OnnxTensor> outputs = new HashMap<>();
      outputs.put(ModelContract.SCORE, score);
      outputs.put(ModelContract.FEATURE_ERROR, featureError);
      outputs.put(ModelContract.LAST_ERROR, lastError);
      if (latent != null) {
        outputs.put(ModelContract.LATENT, latent);
      }
      session.run(Map.of(ModelContract.WINDOW, window), Set.of(), outputs).close();
    } catch (OrtException failed) {
      throw new ModelException(
          "model " + metadata.name() + " failed: " + failed.getMessage(), failed);
    }
    scoredWindows.add(n);
    spentNanos.add(System.nanoTime() - started);
  }

  /** What a window has cost so far, over all users of the session, microseconds. */
  public double microsPerWindow() {
    return spentNanos.sum() / 1e3 / Math.max(1, scoredWindows.sum());
  }

  /**
   * All of the reconstruction of one window, for people and tests; allocates.
   *
   * @param window {@code [W,F]} row-major
   * @return {@code [W,F]} row-major, in the input's unit
   */
  public float[] reconstruct(float[] window) {
    return compute(ModelContract.RECONSTRUCTION, java.util.List.of(window));
  }

  /**
   * Any output for a batch of windows, for people and tests; allocates.
   *
   * @param output a name of the contract
   * @param windows each {@code [W,F]} row-major
   * @return the output, row-major
   * @throws ModelException when the model lacks the output or the runtime fails
   */
  public float[] compute(String output, java.util.List<float[]> windows) {
    int w = metadata.windowLength();
    int f = metadata.features().size();
    FloatBuffer input =
        java.nio.ByteBuffer.allocateDirect(windows.size() * w * f * Float.BYTES)
            .order(java.nio.ByteOrder.nativeOrder())
            .asFloatBuffer();
    windows.forEach(input::put);
    try (OnnxTensor tensor = tensor(input.rewind(), windows.size(), w, f);
        OrtSession.Result result =
            session.run(Map.of(ModelContract.WINDOW, tensor), Set.of(output))) {
      FloatBuffer found = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] values = new float[found.remaining()];
      found.get(values);
      return values;
    } catch (OrtException failed) {
      throw new ModelException(
          "model " + metadata.name() + " failed: " + failed.getMessage(), failed);
    }
  }

  private OnnxTensor tensor(FloatBuffer buffer, long... shape) throws OrtException {
    return OnnxTensor.createTensor(environment, buffer, shape);
  }

  /** The graph's own shapes must be those of the metadata. */
  private void checkGraph() throws OrtException {
    long w = metadata.windowLength();
    long f = metadata.features().size();
    checkNode(session.getInputInfo().get(ModelContract.WINDOW), ModelContract.WINDOW, w, f);
    Map<String, NodeInfo> outputs = session.getOutputInfo();
    checkNode(outputs.get(ModelContract.RECONSTRUCTION), ModelContract.RECONSTRUCTION, w, f);
    checkNode(outputs.get(ModelContract.FEATURE_ERROR), ModelContract.FEATURE_ERROR, f);
    checkNode(outputs.get(ModelContract.LAST_ERROR), ModelContract.LAST_ERROR, f);
    checkNode(outputs.get(ModelContract.SCORE), ModelContract.SCORE);
  }

  /** H, or 0 where the graph does not tell its state. */
  private static int latentLength(Map<String, NodeInfo> outputs) {
    NodeInfo latent = outputs.get(ModelContract.LATENT);
    if (latent == null) {
      return 0;
    }
    long[] shape = latent.getInfo() instanceof TensorInfo tensor ? tensor.getShape() : new long[0];
    int length = shape.length == 2 ? (int) shape[1] : 0;
    checkNode(latent, ModelContract.LATENT, Math.max(1, length));
    return length;
  }

  private static void checkNode(
      @org.jspecify.annotations.Nullable NodeInfo node, String name, long... shape) {
    if (node == null || !(node.getInfo() instanceof TensorInfo tensor)) {
      throw new ModelException("the graph has no tensor named " + name);
    }
    long[] found = tensor.getShape();
    boolean fits =
        tensor.type == OnnxJavaType.FLOAT && found.length == shape.length + 1 && found[0] < 0;
    for (int i = 0; fits && i < shape.length; i++) {
      fits = found[i + 1] == shape[i];
    }
    if (!fits) {
      throw new ModelException(
          "%s is %s %s; it must be FLOAT with a dynamic first dimension, then %s"
              .formatted(
                  name,
                  tensor.type,
                  java.util.Arrays.toString(found),
                  java.util.Arrays.toString(shape)));
    }
  }

  private static String sha256(byte[] file) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private void closeNative() throws OrtException {
    try (SessionOptions closing = options) {
      session.close();
    }
  }

  @Override
  public void close() {
    try {
      closeNative();
    } catch (OrtException failed) {
      throw new ModelException(
          "model " + metadata.name() + " cannot be closed: " + failed.getMessage(), failed);
    }
  }
}
