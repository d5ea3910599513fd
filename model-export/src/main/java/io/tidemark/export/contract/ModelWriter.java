package io.tidemark.export.contract;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Feature;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.BatchScorer;
import io.tidemark.detector.model.CarriedState;
import io.tidemark.detector.model.GoldenWindow;
import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoreQuantiles;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.model.WindowBatch;
import io.tidemark.detector.window.Window;
import io.tidemark.export.training.TrainedNetwork;
import io.tidemark.export.window.WindowSet;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes model files for one detector: graph, calibration and metadata, run once before they go. */
public final class ModelWriter {
  private static final double[] GOLDEN_RANKS = {0, .5, .9, .99};
  private static final int BATCH = 64;

  private final DetectorDefinition definition;
  private final String architecture;
  private final String trainingDigest;
  private final Instant createdAt;

  /**
   * @param createdAt told in the metadata; all else depends on network and data only
   */
  public ModelWriter(
      DetectorDefinition definition,
      String architecture,
      String trainingDigest,
      Instant createdAt) {
    this.definition = definition;
    this.architecture = architecture;
    this.trainingDigest = trainingDigest;
    this.createdAt = createdAt;
  }

  /**
   * Exports a network and proves it against the trainer's forward pass.
   *
   * @param normal windows as the file gets them, from which quantiles and golden windows are taken;
   *     best those that did not train it
   * @param notes further metadata
   * @throws ModelException when the file strays from the trainer's forward pass
   */
  public ModelFile proved(
      GraphRecipe recipe, TrainedNetwork trained, WindowSet normal, Map<String, String> notes) {
    List<Expected> expected = Expected.of(trained, normal, recipe);
    double[] scores = expected.stream().mapToDouble(Expected::score).toArray();
    List<GoldenWindow> golden =
        atRanks(scores).stream()
            .map(i -> new GoldenWindow(normal.values().get(i), scores[i]))
            .toList();
    ModelProto graph = ContractGraph.of(recipe);
    ModelMetadata metadata = metadata(graph, scores, golden);
    byte[] bytes = bytes(graph, metadata, notes);
    try (OnnxModel model = open(bytes)) {
      double parity = Parity.check(model, expected);
      return new ModelFile(bytes, metadata, model.digest(), parity, scores);
    }
  }

  /**
   * Exports a network and calibrates it on the scores that the file itself computes: for models
   * from elsewhere.
   *
   * @param normal windows as the file gets them
   * @throws ModelException when ONNX Runtime cannot run it
   */
  public ModelFile selfCalibrated(GraphRecipe recipe, WindowSet normal) {
    ModelProto graph = ContractGraph.of(recipe);
    byte[] unfinished = bytes(graph, metadata(graph, new double[] {0}, List.of()), Map.of());
    double[] scores;
    List<GoldenWindow> golden;
    try (OnnxModel model = open(unfinished)) {
      scores = scores(model, normal);
      golden = golden(model, atRanks(scores).stream().map(normal.values()::get).toList());
    }
    ModelMetadata metadata = metadata(graph, scores, golden);
    byte[] bytes = bytes(graph, metadata, Map.of());
    try (OnnxModel model = open(bytes)) {
      return new ModelFile(bytes, metadata, model.digest(), 0, scores);
    }
  }

  /**
   * The windows of each key as a graph scores them.
   *
   * @param graph without metadata
   * @param keys windows of each key, in time order
   */
  public List<List<ScoredWindow>> scored(ModelProto graph, Collection<List<Window>> keys) {
    byte[] unfinished = bytes(graph, metadata(graph, new double[] {0}, List.of()), Map.of());
    try (OnnxModel model = open(unfinished)) {
      return keys.stream().map(key -> scored(model, key)).toList();
    }
  }

  /** The windows of one key, in time order, as a model scores them. */
  static List<ScoredWindow> scored(OnnxModel model, List<Window> windows) {
    List<ScoredWindow> scored = new ArrayList<>(windows.size());
    BatchScorer batch = model.batch(BATCH, true);
    CarriedState state = new CarriedState();
    for (int from = 0; from < windows.size(); from += BATCH) {
      List<Window> part = windows.subList(from, Math.min(from + BATCH, windows.size()));
      part.forEach(window -> batch.add(window, state));
      batch.score();
      for (int i = 0; i < part.size(); i++) {
        scored.add(batch.scored(i));
      }
      batch.clear();
    }
    return scored;
  }

  /**
   * Finishes a graph whose scores are known.
   *
   * @param graph without metadata
   * @param normal windows as the graph scores them
   * @param parity how far the graph strays from what it was made of
   * @param notes further metadata
   */
  public ModelFile finished(
      ModelProto graph, List<ScoredWindow> normal, double parity, Map<String, String> notes) {
    double[] scores = normal.stream().mapToDouble(ScoredWindow::score).toArray();
    List<float[]> examples =
        atRanks(scores).stream().map(i -> normal.get(i).window().values()).toList();
    byte[] unfinished = bytes(graph, metadata(graph, scores, List.of()), Map.of());
    List<GoldenWindow> golden;
    try (OnnxModel model = open(unfinished)) {
      golden = golden(model, examples);
    }
    ModelMetadata metadata = metadata(graph, scores, golden);
    byte[] bytes = bytes(graph, metadata, notes);
    try (OnnxModel model = open(bytes)) {
      return new ModelFile(bytes, metadata, model.digest(), parity, scores);
    }
  }

  /**
   * What a network makes of windows, computed in ONNX Runtime.
   *
   * @param recipe without a scaler
   * @param scaled windows as the network gets them
   */
  public WindowSet reconstruct(GraphRecipe recipe, WindowSet scaled) {
    ModelProto graph = ContractGraph.of(recipe);
    byte[] unfinished = bytes(graph, metadata(graph, new double[] {0}, List.of()), Map.of());
    List<float[]> all = new ArrayList<>(scaled.size());
    try (OnnxModel model = open(unfinished)) {
      for (float[] window : scaled.values()) {
        all.add(model.reconstruct(window));
      }
    }
    return new WindowSet(scaled.length(), scaled.features(), all);
  }

  private OnnxModel open(byte[] bytes) {
    return OnnxModel.open("of " + definition.name(), bytes, ProviderPreference.CPU);
  }

  private static double[] scores(OnnxModel model, WindowSet windows) {
    double[] scores = new double[windows.size()];
    WindowBatch batch = model.newBatch(BATCH);
    for (int from = 0; from < scores.length; from += BATCH) {
      int to = Math.min(from + BATCH, scores.length);
      windows.values().subList(from, to).forEach(batch::add);
      model.score(batch);
      for (int i = from; i < to; i++) {
        scores[i] = batch.score(i - from);
        if (!Double.isFinite(scores[i])) {
          throw new ModelException("the model scores a normal window " + scores[i]);
        }
      }
      batch.clear();
    }
    return scores;
  }

  /** In one batch, as admission will run them: a quantised graph's scores depend on the batch. */
  private static List<GoldenWindow> golden(OnnxModel model, List<float[]> windows) {
    WindowBatch batch = model.newBatch(windows.size());
    windows.forEach(batch::add);
    model.score(batch);
    return IntStream.range(0, windows.size())
        .mapToObj(i -> new GoldenWindow(windows.get(i), batch.score(i)))
        .toList();
  }

  /** Indices of low, middling and high scores. */
  private static List<Integer> atRanks(double[] scores) {
    List<Integer> sorted =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .toList();
    return Arrays.stream(GOLDEN_RANKS)
        .mapToObj(rank -> sorted.get((int) Math.round(rank * (sorted.size() - 1))))
        .toList();
  }

  private ModelMetadata metadata(ModelProto graph, double[] scores, List<GoldenWindow> golden) {
    return new ModelMetadata(
        definition.name(),
        sha256(graph.toByteArray()).substring(0, 12),
        createdAt,
        architecture,
        definition.featureNames(),
        units(),
        definition.window().length(),
        definition.window().tick(),
        definition.baseline().per(),
        trainingDigest,
        ScoreQuantiles.of(scores),
        golden);
  }

  private Map<String, String> units() {
    return definition.features().stream()
        .filter(feature -> feature.unit() != null)
        .collect(Collectors.toMap(Feature::name, feature -> String.valueOf(feature.unit())));
  }

  private static byte[] bytes(ModelProto graph, ModelMetadata metadata, Map<String, String> notes) {
    ModelProto.Builder model = graph.toBuilder();
    metadata.toProperties().forEach((key, value) -> add(model, key, value));
    new TreeMap<>(notes).forEach((key, value) -> add(model, key, value));
    return model.build().toByteArray();
  }

  private static void add(ModelProto.Builder model, String key, String value) {
    model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
