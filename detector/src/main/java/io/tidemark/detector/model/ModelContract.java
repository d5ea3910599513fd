package io.tidemark.detector.model;

/**
 * Names in the ONNX graph. Shapes, float32: {@value #WINDOW} {@code [N,W,F]} in; {@value
 * #RECONSTRUCTION} {@code [N,W,F]}, {@value #FEATURE_ERROR} {@code [N,F]} (mean squared over the
 * window), {@value #LAST_ERROR} {@code [N,F]} (signed, of the last tick, in the input's unit),
 * {@value #LATENT} {@code [N,H]} (optional) and {@value #SCORE} {@code [N]} (at least 0) out. N is
 * dynamic, W and F fixed.
 *
 * <p>A model that carries its state from tick to tick has in place of these: {@value #TICK} {@code
 * [N,F]} and {@value #STATE} {@code [N,S]} (zeros before a key's first tick) in; {@value #EXPECTED}
 * {@code [N,F]} (what it expected of this tick, in the input's unit), {@value #NEXT_STATE} {@code
 * [N,S]} and {@value #LATENT} {@code [N,H]} (optional) out. The score is the mean squared
 * difference of tick and expectation. W is the number of ticks from which a lost state is rebuilt.
 *
 * <p>Any file that meets either contract is accepted, from any exporter.
 */
public final class ModelContract {
  /** Version of this contract, in the file's metadata. */
  public static final int VERSION = 1;

  public static final String WINDOW = "window";
  public static final String RECONSTRUCTION = "reconstruction";
  public static final String FEATURE_ERROR = "feature_error";
  public static final String LAST_ERROR = "last_error";
  public static final String LATENT = "latent";
  public static final String SCORE = "score";

  public static final String TICK = "tick";
  public static final String STATE = "state";
  public static final String EXPECTED = "expected";
  public static final String NEXT_STATE = "next_state";

  /** Largest absolute difference of scores at which a golden window counts as reproduced. */
  public static final double GOLDEN_TOLERANCE = 1e-4;

  /** Largest file that is read: the largest architecture of this project makes under 10 MB. */
  public static final long MOST_BYTES = 64L << 20;

  private ModelContract() {}
}
