package io.tidemark.detector.alert;

import io.tidemark.detector.definition.Feature;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import io.tidemark.schemas.FeatureDeviation;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The features that explain a score, in raw units, largest share of the error first. */
final class Explanation {
  private static final int MOST_FEATURES = 5;

  private Explanation() {}

  static List<FeatureDeviation> of(ScoredWindow scored, List<Feature> features) {
    return IntStream.range(0, features.size())
        .filter(f -> !scored.window().missing(f))
        .boxed()
        .sorted(Comparator.comparingDouble((Integer f) -> -scored.featureError()[f]))
        .limit(MOST_FEATURES)
        .map(f -> deviation(scored, features.get(f), f))
        .toList();
  }

  private static FeatureDeviation deviation(ScoredWindow scored, Feature feature, int index) {
    Window window = scored.window();
    return FeatureDeviation.newBuilder()
        .setFeature(feature.name())
        .setUnit(feature.unit())
        .setObserved(window.observed()[index])
        .setExpected(scored.expected(index))
        .setShare(scored.share(index))
        .setNormalLow(window.normalLow(index))
        .setNormalHigh(window.normalHigh(index))
        .build();
  }
}
