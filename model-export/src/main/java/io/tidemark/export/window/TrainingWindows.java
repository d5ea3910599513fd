package io.tidemark.export.window;

import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.window.FleetFeatures;
import io.tidemark.detector.window.LeftOut;
import io.tidemark.detector.window.Window;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Collects the windows that the detector's own code cuts, as a consumer of {@link
 * io.tidemark.detector.KeyedWindows}: what trains a model is what the job will score.
 */
public final class TrainingWindows {
  private final DetectorDefinition definition;
  private final FleetFeatures fleet;
  private final Map<String, List<Window>> byKey = new TreeMap<>();
  private final Map<String, List<LeftOut>> leftOut = new TreeMap<>();
  private final ValueRanges ranges;
  private final List<String> without = new ArrayList<>();
  private int size;

  /** Of a fleet of which nothing is known. */
  public TrainingWindows(DetectorDefinition definition) {
    this(definition, FleetFeatures.UNKNOWN);
  }

  /**
   * Of a fleet.
   *
   * @param fleet by which the windows are cut
   */
  TrainingWindows(DetectorDefinition definition, FleetFeatures fleet) {
    this.definition = definition;
    this.fleet = fleet;
    ranges = new ValueRanges(definition.featureNames());
  }

  /**
   * Takes a window if it is one of the rows that are to train, of each key in time order.
   *
   * @throws DefinitionException when a feature has no finite value
   */
  public void add(Window window, RowSelection rows) {
    if (rows.selects(definition, window)) {
      ranges.add(window);
      byKey.computeIfAbsent(window.key(), unseen -> new ArrayList<>()).add(window);
      size++;
    }
  }

  /** Takes what was wrong of a key, so that no window spans it. */
  void leaveOut(String key, List<LeftOut> wrong) {
    if (!wrong.isEmpty()) {
      leftOut.computeIfAbsent(key, unseen -> new ArrayList<>()).addAll(wrong);
    }
  }

  /** How the keys move; unknown with a baseline of the model's. */
  public FleetFeatures fleet() {
    return fleet;
  }

  /** What of each key was wrong, so that nothing was learned from it; of other keys nothing was. */
  public Map<String, List<LeftOut>> leftOut() {
    return Collections.unmodifiableMap(leftOut);
  }

  /** Takes why a source gave no window, to say so where there are too few. */
  public void none(String reason) {
    without.add(reason);
  }

  /** The windows of each key, in time order. */
  public Collection<List<Window>> byKey() {
    return List.copyOf(byKey.values());
  }

  /** Features that never moved, of which a model can learn nothing. */
  public List<String> constantFeatures() {
    return ranges.constant();
  }

  public int size() {
    return size;
  }

  /** Keys that gave a window. */
  public int keys() {
    return byKey.size();
  }

  /**
   * Parts each key's windows in time order: the last {@code validationShare} of them validate. Up
   * to a window length of windows at the seam is dropped, as far as a tenth of the key's windows
   * allows, because those overlap.
   *
   * @throws DefinitionException when there are too few windows
   */
  public WindowSplit split(double validationShare) {
    List<float[]> training = new ArrayList<>();
    List<float[]> validation = new ArrayList<>();
    for (List<Window> windows : byKey.values()) {
      int last = windows.size() - (int) Math.round(windows.size() * validationShare);
      int seam = Math.min(definition.window().length() - 1, windows.size() / 10);
      windows.subList(0, Math.max(0, last - seam)).forEach(w -> training.add(w.values()));
      windows.subList(last, windows.size()).forEach(w -> validation.add(w.values()));
    }
    if (training.size() < 2 || validation.isEmpty()) {
      throw tooFew(training.size(), validation.size());
    }
    return new WindowSplit(set(training), set(validation));
  }

  /**
   * All of them, key by key.
   *
   * @throws DefinitionException when there are fewer than two
   */
  public WindowSet all() {
    if (size < 2) {
      throw tooFew(size, 0);
    }
    return set(byKey.values().stream().flatMap(List::stream).map(Window::values).toList());
  }

  private DefinitionException tooFew(int training, int validation) {
    String hint = without.isEmpty() ? needed() : String.join("; ", without);
    return new DefinitionException(
        "data: %d windows of %d ticks came of it (%d for training, %d for validation), too few for a model; %s"
            .formatted(size, definition.window().length(), training, validation, hint));
  }

  private String needed() {
    Baseline baseline = definition.baseline();
    return baseline.per() == Baseline.Per.KEY
        ? "a key gives windows after %d ticks of warm-up".formatted(baseline.warmup())
        : "a window needs %d rows in a row".formatted(definition.window().length());
  }

  /** SHA-256 of keys, times and values of all windows, hexadecimal. */
  public String digest() {
    MessageDigest sha = sha256();
    for (Map.Entry<String, List<Window>> key : byKey.entrySet()) {
      sha.update(key.getKey().getBytes(StandardCharsets.UTF_8));
      for (Window window : key.getValue()) {
        ByteBuffer bytes =
            ByteBuffer.allocate(Long.BYTES + Float.BYTES * window.values().length)
                .putLong(window.endMillis());
        bytes.asFloatBuffer().put(window.values());
        sha.update(bytes.array());
      }
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  private WindowSet set(List<float[]> windows) {
    return new WindowSet(definition.window().length(), definition.features().size(), windows);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
