package io.tidemark.cli.training;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.export.contract.ModelNotes;
import io.tidemark.schemas.PrintableText;
import java.util.Locale;
import java.util.Map;

/** What a file tells of its training and quantisation, in sentences. */
final class ModelHistory {
  private ModelHistory() {}

  /** None to two lines. */
  static String lines(Map<String, String> properties) {
    StringBuilder lines = new StringBuilder();
    JsonNode training = ModelNotes.read(properties, ModelNotes.TRAINING);
    if (training != null) {
      lines.append(training(training));
    }
    JsonNode quantization = ModelNotes.read(properties, ModelNotes.QUANTIZATION);
    if (quantization != null) {
      lines.append(quantization(quantization));
    }
    return lines.toString();
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

  private static String quantization(JsonNode all) {
    return String.format(
        Locale.ROOT,
        "Quantised to %s: scores of normal windows moved by %.2f %% (median), %.2f %% (99 of 100 by"
            + " less), %.2f %% at most; 99 %% of them lay below %.4g, now below %.4g.%n",
        PrintableText.of(all.path("precision").asText(), 100),
        100 * all.path("relativeShiftMedian").asDouble(),
        100 * all.path("relativeShift99").asDouble(),
        100 * all.path("relativeShiftLargest").asDouble(),
        all.path("score99Before").asDouble(),
        all.path("score99After").asDouble());
  }
}
