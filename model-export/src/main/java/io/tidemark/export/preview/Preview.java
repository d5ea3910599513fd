package io.tidemark.export.preview;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ModelReference;
import io.tidemark.detector.definition.Threshold;
import io.tidemark.detector.model.ModelAdmission;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.export.evaluation.IncidentRecord;
import io.tidemark.export.page.Page;
import io.tidemark.export.table.TimeOrder;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.Sensitivity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a detector would have reported of a history, judged by the line that the job runs, at the
 * definition's own threshold and at each sensitivity.
 */
public final class Preview {
  private final JudgedHistory history;
  private final List<Judgement> judgements;
  private final List<Observation> observations;

  private Preview(
      JudgedHistory history, List<Judgement> judgements, List<Observation> observations) {
    this.history = history;
    this.judgements = judgements;
    this.observations = observations;
  }

  /**
   * Judges a history. It goes through the line once for each threshold: what a key learns depends
   * on its incidents, so that the scores at one threshold are not those at another.
   *
   * @param model the model's file, whatever the definition names
   * @param observations those that can be used, each key's own in the order of its topic, the keys
   *     mixed in any way
   * @throws DefinitionException when there are no observations
   * @throws io.tidemark.detector.model.ModelException when the model is not admitted
   */
  public static Preview of(
      DetectorDefinition definition, Path model, List<Observation> observations) {
    if (observations.isEmpty()) {
      throw new DefinitionException(
          "the history has no event that says anything to detector " + definition.name());
    }
    List<Observation> all = inOrder(observations);
    DetectorDefinition judged =
        definition.withModel(new ModelReference(model, definition.provider()));
    try (OnnxModel opened = ModelAdmission.open(judged)) {
      JudgedHistory history = JudgedHistory.of(judged, opened, all);
      List<Judgement> judgements = new ArrayList<>();
      for (Threshold threshold : thresholds(judged)) {
        IncidentLog incidents =
            threshold.equals(judged.threshold())
                ? history.incidents()
                : JudgedHistory.incidents(judged.withThreshold(threshold), opened, all);
        judgements.add(Judgement.of(threshold, history, incidents, judged));
      }
      return new Preview(history, judgements, all);
    }
  }

  /**
   * In the order of time: keys that share a budget of alerts need it, and a model that carries its
   * state from tick to tick scores many keys at once then.
   */
  private static List<Observation> inOrder(List<Observation> observations) {
    TimeOrder<Observation> order = new TimeOrder<>();
    for (Observation observation : observations) {
      Instant time = Instant.ofEpochMilli(observation.eventTimeMillis());
      order.add(observation.key(), time, observation);
    }
    return order.sorted();
  }

  /**
   * The definition's own where it is none of a sensitivity, and that of each sensitivity, the least
   * sensitive first.
   */
  private static List<Threshold> thresholds(DetectorDefinition definition) {
    List<Threshold> thresholds = new ArrayList<>();
    if (!(definition.threshold() instanceof Threshold.Evidence)) {
      thresholds.add(definition.threshold());
    }
    Arrays.stream(Sensitivity.values())
        .sorted(Comparator.comparingDouble(Sensitivity::evidence).reversed())
        .map(Threshold.Evidence::new)
        .forEach(thresholds::add);
    return thresholds;
  }

  /** The incidents at the definition's own threshold, those of the highest severity first. */
  public List<IncidentRecord> incidents() {
    return defined().incidents();
  }

  /** How many incidents there are at each sensitivity, the least sensitive first. */
  public List<SensitivityRate> sensitivities() {
    List<SensitivityRate> rates = new ArrayList<>();
    for (Judgement judgement : judgements) {
      Sensitivity sensitivity = judgement.sensitivity();
      if (sensitivity != null) {
        rates.add(
            new SensitivityRate(sensitivity, judgement.incidents().size(), judgement.perDay()));
      }
    }
    return rates;
  }

  /** Reports about the sensors themselves, by kind; they are the same at any sensitivity. */
  public Map<AlertKind, Integer> sensorReports() {
    return Map.copyOf(history.incidents().sensorReports());
  }

  /** Keys of the history. */
  public int keys() {
    return history.keys().size();
  }

  /** Keys with a verdict. */
  public int judgedKeys() {
    return (int) history.keys().stream().filter(JudgedKey::hasVerdict).count();
  }

  /** Keys without a verdict, by name. */
  public List<UnjudgedKey> unjudged() {
    return history.keys().stream()
        .filter(key -> !key.hasVerdict())
        .map(JudgedKey::unjudged)
        .toList();
  }

  /** Why no key has a verdict, in words that follow a colon; null where one has. */
  public @Nullable String whyNoVerdict() {
    return judgedKeys() == 0 ? history.whyNone() : null;
  }

  /** From the first event to the last. */
  public TimeSpan span() {
    long from = observations.stream().mapToLong(Observation::eventTimeMillis).min().orElseThrow();
    long to = observations.stream().mapToLong(Observation::eventTimeMillis).max().orElseThrow();
    return TimeSpan.ofMillis(from, to);
  }

  /** From the first verdict to the last; null where no key has one. */
  public @Nullable TimeSpan judgedSpan() {
    return history.judgedSpan();
  }

  /** The result for a terminal: lines of printable text. */
  public String text() {
    return new PreviewText(this).text();
  }

  /**
   * Writes a page of its own that shows the signals, what was normal, and the incidents at each
   * sensitivity.
   *
   * @throws IOException when the file cannot be written
   */
  public void write(Path page) throws IOException {
    Path folder = page.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    new Page(Preview.class, "preview").write(new PreviewJson(this).json(), page);
  }

  JudgedHistory history() {
    return history;
  }

  /** At each threshold, the least sensitive first. */
  List<Judgement> judgements() {
    return judgements;
  }

  Judgement defined() {
    return judgements.stream().filter(Judgement::defined).findFirst().orElseThrow();
  }

  List<Observation> observations() {
    return observations;
  }
}
