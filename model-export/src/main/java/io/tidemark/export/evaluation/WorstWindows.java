package io.tidemark.export.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Feature;
import io.tidemark.detector.line.OpenModel;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The windows that stand highest above their threshold, of windows that overlap only the highest.
 */
final class WorstWindows {
  private static final int KEPT = 6;
  private static final int FEATURES = 3;

  /** A feature with a smaller share of the error explains nothing, unless it is the first. */
  private static final double LEAST_SHARE = 0.05;

  private static final Comparator<Verdict> BY_EXCESS =
      Comparator.comparingDouble(WorstWindows::excess);

  private final List<Verdict> kept = new ArrayList<>();

  void add(Verdict verdict) {
    if (kept.size() == KEPT && excess(verdict) <= excess(kept.get(0))) {
      return;
    }
    List<Verdict> overlapping = kept.stream().filter(other -> overlap(other, verdict)).toList();
    if (overlapping.stream().anyMatch(other -> excess(other) >= excess(verdict))) {
      return;
    }
    kept.removeAll(overlapping);
    kept.add(verdict);
    kept.sort(BY_EXCESS);
    if (kept.size() > KEPT) {
      kept.remove(0);
    }
  }

  /**
   * The highest first, each with what the model makes of it.
   *
   * @param model that scored them
   */
  ArrayNode toJson(DetectorDefinition definition, OpenModel model) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    kept.stream()
        .sorted(BY_EXCESS.reversed())
        .forEach(verdict -> json.add(one(definition, model, verdict)));
    return json;
  }

  private static ObjectNode one(DetectorDefinition definition, OpenModel model, Verdict verdict) {
    ScoredWindow scored = verdict.scored();
    Window window = scored.window();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("key", window.key());
    json.put("score", verdict.evidence());
    json.put("threshold", verdict.threshold());
    long tick = definition.window().tick().toMillis();
    ArrayNode time = json.putArray("time");
    for (long start = window.startMillis(); start < window.endMillis(); start += tick) {
      time.add(start / 1000.0);
    }
    float[] reconstruction = model.reconstruct(window.values());
    ArrayNode features = json.putArray("features");
    for (int f : largest(scored)) {
      Feature feature = definition.features().get(f);
      ObjectNode line = features.addObject();
      line.put("feature", feature.name());
      line.put("unit", feature.unit());
      line.put("share", scored.share(f));
      raw(line.putArray("observed"), window, window.values(), f);
      raw(line.putArray("reconstruction"), window, reconstruction, f);
    }
    return json;
  }

  private static List<Integer> largest(ScoredWindow scored) {
    List<Integer> sorted =
        IntStream.range(0, scored.featureError().length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer f) -> -scored.share(f)))
            .limit(FEATURES)
            .toList();
    return sorted.stream()
        .filter(f -> f.equals(sorted.get(0)) || scored.share(f) >= LEAST_SHARE)
        .toList();
  }

  /** A feature's column in raw units. */
  private static void raw(ArrayNode json, Window window, float[] values, int feature) {
    var baseline = window.baseline();
    float[] season = window.season();
    for (int i = feature; i < values.length; i += window.observed().length) {
      double seasonal = season.length == 0 ? 0 : season[i];
      json.add(
          baseline == null ? values[i] : (float) (baseline.raw(feature, values[i]) + seasonal));
    }
  }

  private static double excess(Verdict verdict) {
    return (verdict.level() - verdict.tail().average()) / verdict.tail().edge();
  }

  private static boolean overlap(Verdict some, Verdict other) {
    Window one = some.scored().window();
    Window two = other.scored().window();
    return one.key().equals(two.key())
        && one.startMillis() < two.endMillis()
        && two.startMillis() < one.endMillis();
  }
}
