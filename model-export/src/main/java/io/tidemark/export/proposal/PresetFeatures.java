package io.tidemark.export.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** Which features of a preset a topic has, beside those that are found in its records. */
final class PresetFeatures {
  private PresetFeatures() {}

  /** Those of which an event has a value, and that no candidate reads. */
  static List<JsonNode> of(
      List<JsonNode> preset, List<Candidate> candidates, List<SampledEvent> sampled) {
    return preset.stream()
        .filter(feature -> !isCovered(feature, candidates) && isThere(feature, sampled))
        .toList();
  }

  /** Whether a candidate reads what a preset's feature reads. */
  private static boolean isCovered(JsonNode feature, List<Candidate> candidates) {
    boolean plain =
        feature.path("aggregate").asText("mean").matches("mean|rate|min|max|last")
            && feature.path("from").isTextual();
    return plain
        && candidates.stream()
            .anyMatch(candidate -> candidate.from().contains(feature.get("from").asText()));
  }

  /** Whether an event has a value of a preset's feature, and not a list in its place. */
  private static boolean isThere(JsonNode feature, List<SampledEvent> sampled) {
    JsonNode from = feature.path("from");
    List<String> paths = new ArrayList<>();
    from.forEach(path -> paths.add(path.asText()));
    if (from.isTextual()) {
      paths.add(from.asText());
    }
    return paths.isEmpty()
        || sampled.stream().anyMatch(event -> paths.stream().anyMatch(event.leaves()::containsKey));
  }

  /** Those of a preset's features that some key has and that move, or are known to stand still. */
  static void add(
      List<ObjectNode> known,
      int first,
      KeyedSeries series,
      List<JsonNode> features,
      List<LeftOut> leftOut) {
    for (int i = 0; i < known.size(); i++) {
      ObjectNode feature = known.get(i);
      int f = first + i;
      String aggregate = feature.path("aggregate").asText("mean");
      boolean counts = aggregate.equals("count") || aggregate.equals("distinct");
      boolean any = series.values(f).stream().anyMatch(of -> of.length > 0);
      boolean moves =
          series.values(f).stream().anyMatch(of -> DoubleStream.of(of).distinct().count() > 1);
      if (!any && !feature.path("still").asBoolean()) {
        leftOut.add(new LeftOut(feature.path("name").asText() + " of the preset", "in no record"));
      } else if (aggregate.equals("distinct") && !FeatureStudy.isVaried(series.values(f))) {
        leftOut.add(
            new LeftOut(feature.path("name").asText() + " of the preset", FeatureStudy.FEW_VALUES));
      } else if (!moves && !counts && !feature.path("still").asBoolean()) {
        leftOut.add(new LeftOut(feature.path("name").asText() + " of the preset", "never moves"));
      } else {
        features.add(feature);
      }
    }
  }
}
