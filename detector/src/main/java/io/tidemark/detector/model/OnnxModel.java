package io.tidemark.detector.model;

import ai.onnxruntime.OrtException;
import io.tidemark.detector.definition.ProviderPreference;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model file in an ONNX Runtime session. Threads may score at the same time, each with a batch of
 * its own: the session runs in the caller's thread, on CUDA in a thread of its own. Owns native
 * memory; close it when no thread scores any more.
 */
public final class OnnxModel implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OnnxModel.class);
  private static final int TRIED = 0;

  private final ModelSession session;
  private final ModelMetadata metadata;
  private final GraphShape shape;
  private final WindowSteps steps;
  private final String digest;
  private final LongAdder scoredWindows = new LongAdder();
  private final LongAdder spentNanos = new LongAdder();
  private final @Nullable InferenceThread inference;
  private volatile @Nullable BatchPlan plan;
  private volatile long nativeBytes;
  private volatile boolean proven;

  private OnnxModel(ModelBytes file, Placement placement) throws OrtException {
    long before = ResidentMemory.bytes();
    session = new ModelSession(file.content(), placement);
    try {
      metadata = ModelMetadata.fromProperties(session.session().getMetadata().getCustomMetadata());
      shape = GraphShape.of(session.session(), metadata);
    } catch (OrtException | RuntimeException failed) {
      session.close();
      throw failed;
    }
    steps = new WindowSteps(session, shape, onCuda());
    inference = onCuda() ? new InferenceThread() : null;
    nativeBytes = Math.max(0, ResidentMemory.bytes() - before);
    digest = file.digest();
    LOG.debug(
        "Model {} {} ({}) runs on {}: {}",
        metadata.name(),
        metadata.version(),
        digest.substring(0, 12),
        provider().provider(),
        provider().reason());
  }

  /**
   * Loads a model file.
   *
   * @throws ModelException when it cannot be read, is no ONNX of the contract, or its provider is
   *     required and missing
   */
  public static OnnxModel open(Path file, ProviderPreference preference) {
    return open(file, Placement.of(preference));
  }

  /** As {@link #open(Path, ProviderPreference)}, on a device of the caller's choice. */
  public static OnnxModel open(Path file, Placement placement) {
    return open(ModelBytes.read(file), placement, TrialRun.USUAL_BATCH);
  }

  /**
   * As {@link #open(Path, ProviderPreference)}, from the file's bytes; {@code name} stands for it
   * in errors.
   */
  public static OnnxModel open(String name, byte[] file, ProviderPreference preference) {
    return open(name, file, Placement.of(preference));
  }

  /** As {@link #open(String, byte[], ProviderPreference)}, on a device of the caller's choice. */
  public static OnnxModel open(String name, byte[] file, Placement placement) {
    return open(name, file, placement, TrialRun.USUAL_BATCH);
  }

  /**
   * As {@link #open(String, byte[], Placement)}.
   *
   * @param mostWindows that a batch will hold; the model is tried with as many first
   */
  public static OnnxModel open(String name, byte[] file, Placement placement, int mostWindows) {
    return open(new ModelBytes(name, file), placement, Math.min(mostWindows, BatchPlan.LARGEST));
  }

  /**
   * As {@link #open(String, byte[], Placement)}, of a file that has been tried: it was admitted,
   * and its bytes have been in the job's hands since.
   */
  static OnnxModel reopen(String name, byte[] file, Placement placement) {
    return open(new ModelBytes(name, file), placement, TRIED);
  }

  /**
   * @param largestBatch that the model is tried with first; {@link #TRIED} where it has been
   */
  private static OnnxModel open(ModelBytes file, Placement placement, int largestBatch) {
    try {
      ExternalData.refuse(file.content());
      GraphRules.require(file.content());
      if (largestBatch != TRIED) {
        TrialRun.GATE.of(file.content(), largestBatch);
      }
      return new OnnxModel(file, placement);
    } catch (OrtException malformed) {
      throw new ModelException(
          "model.path: "
              + file.name()
              + " is not accepted; it must be an ONNX model: "
              + malformed.getMessage(),
          malformed);
    } catch (ModelException wrong) {
      throw new ModelException("model.path: " + file.name() + ": " + wrong.getMessage(), wrong);
    }
  }

  public ModelMetadata metadata() {
    return metadata;
  }

  /** Whether it has reproduced its golden windows in this session. */
  boolean proven() {
    return proven;
  }

  void prove() {
    proven = true;
  }

  /** SHA-256 of the file, hexadecimal. */
  public String digest() {
    return digest;
  }

  /** What runs the model, and why. */
  public ProviderChoice provider() {
    return session.provider();
  }

  /** Whether the model carries a state from tick to tick; else it reads whole windows. */
  public boolean carriesState() {
    return shape.stateLength() > 0;
  }

  /** S, length of the state that the model carries; 0 where it reads whole windows. */
  public int stateLength() {
    return shape.stateLength();
  }

  /** H, length of the encoder's state; 0 where the model does not tell it. */
  public int latentLength() {
    return shape.latentLength();
  }

  /**
   * Bytes by which the process grew when the session was made and tried: what it costs beside the
   * heap, measured and not quite exact. 0 where the system does not tell.
   */
  public long nativeBytes() {
    return nativeBytes;
  }

  /** Buffers for up to {@code capacity} windows of this model. */
  public WindowBatch newBatch(int capacity) {
    return newBatch(capacity, true);
  }

  /**
   * As {@link #newBatch(int)}.
   *
   * @param latent whether the encoder's state is of use; where not, it is not computed
   */
  public WindowBatch newBatch(int capacity, boolean latent) {
    return new WindowBatch(
        capacity,
        metadata.windowLength(),
        metadata.features().size(),
        latent ? shape.latentLength() : 0);
  }

  /**
   * Scores windows in batches by this model.
   *
   * @param capacity most windows in a batch
   * @param latent whether the latent vector is of use; where not, it is not computed
   */
  public BatchScorer batch(int capacity, boolean latent) {
    return carriesState()
        ? new CarriedBatch(this, capacity, latent)
        : new OnnxBatch(this, capacity, latent);
  }

  /** Buffers for up to {@code capacity} ticks of this model, which carries its state. */
  TickBatch newTickBatch(int capacity, boolean latent) {
    return new TickBatch(
        capacity,
        metadata.features().size(),
        shape.stateLength(),
        latent ? shape.latentLength() : 0);
  }

  /**
   * Carries the states of some ticks one step on; the results stay in the batch until the next.
   *
   * @throws ModelException when the runtime fails
   */
  void step(TickBatch batch, int count) {
    long started = System.nanoTime();
    int padded = onCuda() ? WindowBatch.padded(count) : count;
    InferenceThread thread = inference;
    if (thread == null) {
      stepHere(batch, padded);
    } else {
      thread.run(() -> stepHere(batch, padded));
    }
    scoredWindows.add(count);
    spentNanos.add(System.nanoTime() - started);
  }

  private void stepHere(TickBatch batch, int count) {
    try {
      session.step(batch, count);
    } catch (OrtException failed) {
      throw failure(failed);
    }
  }

  /**
   * Finds out in what batches the model is fastest here, once for all who share it; from then on
   * {@link #score} splits larger ones.
   *
   * @param most windows that a batch may hold
   */
  public synchronized BatchPlan plan(int most) {
    BatchPlan known = plan;
    if (known != null && known.batch() <= most) {
      return known; // whoever came first has tried
    }
    plan = null;
    long before = ResidentMemory.bytes();
    BatchPlan found = BatchPlan.trial(this, most);
    nativeBytes += Math.max(0, ResidentMemory.bytes() - before);
    plan = found;
    LOG.debug(
        "Model {} {} scores best in batches of {}: {} us a window",
        metadata.name(),
        metadata.version(),
        found.batch(),
        "%.1f".formatted(found.microsPerWindow()));
    return found;
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
    InferenceThread thread = inference;
    if (thread == null) {
      scoreHere(batch);
    } else {
      thread.run(() -> scoreHere(batch));
    }
    scoredWindows.add(batch.size());
    spentNanos.add(System.nanoTime() - started);
  }

  private void scoreHere(WindowBatch batch) {
    BatchPlan best = plan;
    int largest = best == null ? batch.size() : best.batch();
    try {
      for (int from = 0; from < batch.size(); from += largest) {
        int count = Math.min(largest, batch.size() - from);
        if (carriesState()) {
          steps.score(batch, from, count);
        } else {
          session.score(batch, from, onCuda() ? WindowBatch.padded(count) : count);
        }
      }
    } catch (OrtException failed) {
      throw failure(failed);
    }
  }

  /** What a window has cost so far, over all users of the session, microseconds. */
  public double microsPerWindow() {
    return spentNanos.sum() / 1e3 / Math.max(1, scoredWindows.sum());
  }

  /**
   * All of the reconstruction of one window, or what was expected of each of its ticks, for people
   * and tests; allocates.
   *
   * @param window {@code [W,F]} row-major
   * @return {@code [W,F]} row-major, in the input's unit
   */
  public float[] reconstruct(float[] window) {
    if (!carriesState()) {
      return compute(ModelContract.RECONSTRUCTION, List.of(window));
    }
    try {
      return steps.expected(window, metadata.features().size());
    } catch (OrtException failed) {
      throw failure(failed);
    }
  }

  /**
   * Any output for a batch of windows, for people and tests; allocates.
   *
   * @param output a name of the contract
   * @param windows each {@code [W,F]} row-major
   * @return the output, row-major
   * @throws ModelException when the model lacks the output or the runtime fails
   */
  public float[] compute(String output, List<float[]> windows) {
    int w = metadata.windowLength();
    int f = metadata.features().size();
    FloatBuffer input = WindowBatch.direct(windows.size() * w * f);
    windows.forEach(input::put);
    try {
      return session.compute(output, input.rewind(), windows.size(), w, f);
    } catch (OrtException failed) {
      throw failure(failed);
    }
  }

  private boolean onCuda() {
    return provider().provider() == ExecutionProvider.CUDA;
  }

  private ModelException failure(OrtException failed) {
    return new ModelException(
        "model " + metadata.name() + " failed: " + failed.getMessage(), failed);
  }

  @Override
  public void close() {
    if (inference != null) {
      inference.close();
    }
    try {
      session.close();
    } catch (OrtException failed) {
      throw new ModelException(
          "model " + metadata.name() + " cannot be closed: " + failed.getMessage(), failed);
    }
  }
}
