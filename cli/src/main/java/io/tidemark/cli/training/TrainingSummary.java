package io.tidemark.cli.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ScoreQuantiles;
import io.tidemark.detector.window.LeftOut;
import io.tidemark.export.TrainingReport;
import io.tidemark.export.training.Epoch;
import io.tidemark.schemas.PrintableText;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a training did, for people and for programs. */
public final class TrainingSummary {
  private static final int KEYS_SHOWN = 10;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final DetectorDefinition definition;
  private final TrainingReport report;
  private final Path file;

  public TrainingSummary(DetectorDefinition definition, TrainingReport report, Path file) {
    this.definition = definition;
    this.report = report;
    this.file = file;
  }

  /** A few lines. */
  public String text() {
    Epoch best = report.epochs().get(report.bestEpoch() - 1);
    ScoreQuantiles normal = report.metadata().quantiles();
    return String.format(
            Locale.ROOT,
            """
        %s: %s with %,d parameters, fitted to %,d windows of %dx%d from %d keys in %.1f s
        %s, validation loss %.6f on %,d later windows (training %.6f)
        Scores of normal windows: half below %.4g, 99 %% below %.4g
        Wrote %s: %,d bytes, version %s, strays at most %.1e from the trainer""",
            definition.name(),
            report.metadata().architecture(),
            report.parameters(),
            report.trainingWindows(),
            definition.window().length(),
            definition.features().size(),
            report.keys(),
            report.time().toMillis() / 1000.0,
            report.epochs().size() == 1
                ? "Fitted in one pass"
                : "Best of %d epochs: %d".formatted(report.epochs().size(), report.bestEpoch()),
            best.validationLoss(),
            report.validationWindows(),
            best.trainingLoss(),
            normal.quantile(.5),
            normal.quantile(.99),
            file,
            report.bytes(),
            report.metadata().version(),
            report.parity())
        + leftOut();
  }

  private String leftOut() {
    StringBuilder lines = new StringBuilder();
    new TreeMap<>(report.leftOut())
        .entrySet().stream()
            .limit(KEYS_SHOWN)
            .forEach(
                key ->
                    lines
                        .append("%nLeft out of ".formatted())
                        .append(PrintableText.of(key.getKey()))
                        .append(": ")
                        .append(LeftOut.words(key.getValue())));
    int more = report.leftOut().size() - KEYS_SHOWN;
    return more > 0
        ? lines.append("%n... and of %,d more keys".formatted(more)).toString()
        : lines.toString();
  }

  /** One JSON object, learning curves included. */
  public String json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("detector", definition.name());
    Map<String, List<String>> leftOut = new TreeMap<>();
    report
        .leftOut()
        .forEach((key, wrong) -> leftOut.put(key, wrong.stream().map(LeftOut::toString).toList()));
    all.put("leftOut", leftOut);
    all.put("architecture", report.metadata().architecture());
    all.put("file", file.toString());
    all.put("bytes", report.bytes());
    all.put("digest", report.digest());
    all.put("version", report.metadata().version());
    all.put("parameters", report.parameters());
    all.put("keys", report.keys());
    all.put("trainingWindows", report.trainingWindows());
    all.put("validationWindows", report.validationWindows());
    all.put("seconds", report.time().toMillis() / 1000.0);
    all.put("bestEpoch", report.bestEpoch());
    all.put("epochs", report.epochs());
    all.put("parity", report.parity());
    all.put("quantiles", report.metadata().quantiles());
    all.put("trainingDigest", report.metadata().trainingDigest());
    try {
      return PrintableText.json(JSON.writeValueAsString(all));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
