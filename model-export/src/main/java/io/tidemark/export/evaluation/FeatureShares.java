package io.tidemark.export.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.detector.calibration.Verdict;
import java.util.List;

/** Mean share of each feature in the error of windows above the threshold, and of the others. */
final class FeatureShares {
  private final List<String> names;
  private final double[] anomalous;
  private final double[] normal;
  private long anomalousWindows;
  private long normalWindows;

  FeatureShares(List<String> names) {
    this.names = names;
    anomalous = new double[names.size()];
    normal = new double[names.size()];
  }

  void add(Verdict verdict) {
    double[] sums = verdict.anomalous() ? anomalous : normal;
    for (int f = 0; f < sums.length; f++) {
      sums[f] += verdict.scored().share(f);
    }
    if (verdict.anomalous()) {
      anomalousWindows++;
    } else {
      normalWindows++;
    }
  }

  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    names.forEach(json.putArray("names")::add);
    means(json.putArray("anomalous"), anomalous, anomalousWindows);
    means(json.putArray("normal"), normal, normalWindows);
    return json.put("anomalousWindows", anomalousWindows).put("normalWindows", normalWindows);
  }

  private static void means(ArrayNode json, double[] sums, long windows) {
    for (double sum : sums) {
      json.add(windows == 0 ? 0 : sum / windows);
    }
  }
}
