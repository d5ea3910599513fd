package io.tidemark.export.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.detector.model.Quantile;
import io.tidemark.export.training.Epoch;
import io.tidemark.export.training.TrainedNetwork;
import io.tidemark.export.training.TrainingOptions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the project's own files say beyond the contract's metadata, as JSON. */
public final class ModelNotes {
  /** Options, and the learning curves. */
  public static final String TRAINING = "tidemark.training";

  /** How far scores moved when the graph was quantised. */
  public static final String QUANTIZATION = "tidemark.quantization";

  private static final ObjectMapper JSON = new ObjectMapper();

  private ModelNotes() {}

  /**
   * A note of a file.
   *
   * @param properties of the file
   * @return null where it has none
   */
  public static @Nullable JsonNode read(Map<String, String> properties, String note) {
    String json = properties.get(note);
    try {
      return json == null ? null : JSON.readTree(json);
    } catch (JsonProcessingException malformed) {
      return null;
    }
  }

  /** Options and learning curves; nothing that a second run would not write again. */
  public static Map<String, String> training(TrainingOptions options, TrainedNetwork trained) {
    return training(options, trained.parameters(), trained.bestEpoch(), trained.epochs());
  }

  /** As {@link #training(TrainingOptions, TrainedNetwork)}, of any network. */
  public static Map<String, String> training(
      TrainingOptions options, long parameters, int bestEpoch, List<Epoch> epochs) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("options", options);
    all.put("parameters", parameters);
    all.put("bestEpoch", bestEpoch);
    all.put("epochs", epochs);
    return Map.of(TRAINING, json(all));
  }

  /** Options of a model that was fitted in closed form. */
  public static Map<String, String> fit(TrainingOptions options, long parameters) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("options", options);
    all.put("parameters", parameters);
    return Map.of(TRAINING, json(all));
  }

  /**
   * How far scores of normal windows moved.
   *
   * @param before of the float graph
   * @param after of the quantised one, window by window
   */
  public static Map<String, String> quantization(double[] before, double[] after) {
    double[] moved = new double[before.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = Math.abs(after[i] - before[i]) / Math.max(before[i], 1e-12);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("precision", "int8");
    all.put("relativeShiftMedian", quantile(moved, .5));
    all.put("relativeShift99", quantile(moved, .99));
    all.put("relativeShiftLargest", quantile(moved, 1));
    all.put("score99Before", quantile(before, .99));
    all.put("score99After", quantile(after, .99));
    return Map.of(QUANTIZATION, json(all));
  }

  private static double quantile(double[] values, double probability) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return Quantile.ofSorted(sorted, sorted.length, probability);
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
