package io.tidemark.lab.quality;

import io.tidemark.export.evaluation.Figure;
import io.tidemark.export.evaluation.Metrics;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The figures of a detector on a set, by their names in JSON. */
final class QualityFigures {
  static final Map<String, Function<Metrics, Figure>> ALL = all();

  private QualityFigures() {}

  private static Map<String, Function<Metrics, Figure>> all() {
    Map<String, Function<Metrics, Figure>> figures = new LinkedHashMap<>();
    figures.put("eventF1", Metrics::eventF1);
    figures.put("vusPr", Metrics::vusPr);
    figures.put("rocAuc", Metrics::rocAuc);
    figures.put("baseRate", Metrics::baseRate);
    figures.put("bestEventF1", Metrics::bestEventF1);
    figures.put("eventRecall", Metrics::eventRecall);
    figures.put("falseIncidentsPerDay", Metrics::falseIncidentsPerDay);
    figures.put("falseAlarmsPerDay", Metrics::falseAlarmsPerDay);
    figures.put("duplicatesPerEventFound", Metrics::duplicates);
    figures.put("openDelaySeconds", Metrics::openDelaySeconds);
    figures.put("closeDelaySeconds", Metrics::closeDelaySeconds);
    figures.put("explainedShare", Metrics::explained);
    figures.put("pointF1", Metrics::pointF1);
    figures.put("far", Metrics::far);
    figures.put("mar", Metrics::mar);
    return Collections.unmodifiableMap(figures);
  }
}
