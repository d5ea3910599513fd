package io.tidemark.cli.training;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.export.contract.ModelNotes;
import java.util.Locale;
import java.util.Map;

/** What a file says of its training, in a sentence. */
final class ModelHistory {
  private ModelHistory() {}

  /** One line, or none. */
  static String lines(Map<String, String> properties) {
    JsonNode training = ModelNotes.read(properties, ModelNotes.TRAINING);
    return training == null ? "" : training(training);
  }

  private static String training(JsonNode all) {
    int best = all.path("bestEpoch").asInt();
    JsonNode epochs = all.path("epochs");
    if (epochs.isEmpty()) {
      return "Fitted in one pass, %,d numbers.%n".formatted(all.path("parameters").asLong());
    }
    return String.format(
        Locale.ROOT,
        "Trained for %d epochs, the best being %d: validation loss %.6f, from %.6f at the first.%n",
        epochs.size(),
        best,
        epochs.path(best - 1).path("validationLoss").asDouble(),
        epochs.path(0).path("validationLoss").asDouble());
  }
}
