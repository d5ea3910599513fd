package io.tidemark.export.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.export.training.Epoch;
import io.tidemark.export.training.TrainedNetwork;
import io.tidemark.export.training.TrainingOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the project's own files say beyond the contract's metadata, as JSON. */
public final class ModelNotes {
  /** Options, and the learning curves. */
  public static final String TRAINING = "tidemark.training";

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

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
