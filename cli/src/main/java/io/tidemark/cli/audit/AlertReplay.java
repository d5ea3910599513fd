package io.tidemark.cli.audit;

import io.tidemark.detector.DetectorLine;
import io.tidemark.detector.alert.PastAlerts;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.line.LineListener;
import io.tidemark.detector.line.OpenModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the events of one key through the detection core again, from the first on: warm-up,
 * calibration, windows, scores and incident are those of the job, by the same classes.
 */
public final class AlertReplay {
  private final DetectorDefinition definition;
  private final Duration forgetAfter;
  private final List<AlertFeedback> feedback;

  /**
   * @param definition as the job had it, with the model that scored the alert
   * @param forgetAfter how long a key may be silent before the job forgets it
   * @param feedback what people said of incidents, as far as the job reads it
   */
  public AlertReplay(
      DetectorDefinition definition, Duration forgetAfter, List<AlertFeedback> feedback) {
    this.definition = definition;
    this.forgetAfter = forgetAfter;
    this.feedback = List.copyOf(feedback);
  }

  /**
   * Recomputes all messages of an incident.
   *
   * @param told the messages on the topic, at least one
   * @param history all events of the alert's key up to its last one, in order of event time
   * @throws DefinitionException when the definition's model is not the one that scored the alert
   */
  public List<Difference> replay(List<AnomalyAlert> told, List<Observation> history) {
    Map<Integer, AnomalyAlert> recomputed = new HashMap<>();
    String id = told.get(0).getAlertId();
    try (OpenModel model = OpenModel.of(definition)) {
      told.forEach(alert -> requireModel(alert, model));
      DetectorLine line = line(id, recomputed, model);
      feedback.forEach(line::take);
      history.forEach(line::add);
      line.finish();
    }
    int skipped = skipped(told.get(0), recomputed.values());
    return told.stream()
        .map(alert -> Difference.between(alert, sentAs(alert, recomputed, skipped)))
        .toList();
  }

  /**
   * How many messages of an incident were withheld because they were about the past: an opening
   * that was sent after them speaks of a later window than the incident's first.
   */
  private static int skipped(AnomalyAlert first, Collection<AnomalyAlert> recomputed) {
    return first.getState() != AlertState.OPEN
        ? 0
        : recomputed.stream()
            .filter(again -> again.getUpdatedAt().equals(first.getUpdatedAt()))
            .mapToInt(AnomalyAlert::getSequence)
            .min()
            .orElse(0);
  }

  private static @Nullable AnomalyAlert sentAs(
      AnomalyAlert told, Map<Integer, AnomalyAlert> recomputed, int skipped) {
    AnomalyAlert again = recomputed.get(told.getSequence() + skipped);
    if (again != null && skipped > 0) {
      if (told.getSequence() == 0) {
        PastAlerts.makeOpening(again);
      } else {
        again.setSequence(told.getSequence());
      }
    }
    return again;
  }

  /**
   * Refuses an alert that is of no kind that is computed from the events alone.
   *
   * @throws DefinitionException in terms of the replay command
   */
  public static void requireComputed(AnomalyAlert alert) {
    if (alert.getKind() != AlertKind.ANOMALY) {
      throw new DefinitionException(
          "--alert: %s is a %s; only ANOMALY alerts are computed from events"
              .formatted(alert.getAlertId(), alert.getKind()));
    }
  }

  private DetectorLine line(String id, Map<Integer, AnomalyAlert> recomputed, OpenModel model) {
    return new DetectorLine(
        definition,
        key -> definition.baseline().warmup(),
        model,
        forgetAfter,
        new LineListener() {
          @Override
          public void alert(AnomalyAlert alert) {
            if (alert.getAlertId().equals(id)) {
              recomputed.put(alert.getSequence(), alert);
            }
          }
        });
  }

  private void requireModel(AnomalyAlert alert, OpenModel model) {
    String digest = alert.getModel().getDigest();
    String own = model.identity().getDigest();
    if (!digest.equals(own)) {
      throw DefinitionException.of(
          "--model",
          definition.model() == null
              ? "none"
              : definition.model().path() + " (SHA-256 " + own + ")",
          digest.isEmpty()
              ? "a definition without a model: none scored the alert"
              : "the file that scored the alert: %s %s, SHA-256 %s"
                  .formatted(alert.getModel().getName(), alert.getModel().getVersion(), digest));
    }
  }

  /**
   * How far what was recomputed is from what was told.
   *
   * @param told the message on the topic
   * @param recomputed the same message from the events; null when they yield none of this sequence
   * @param largest largest difference of a number in it, relative above 1; infinite when something
   *     that is no number differs, or there is nothing to compare
   * @param where the field of the largest difference
   */
  public record Difference(
      AnomalyAlert told, @Nullable AnomalyAlert recomputed, double largest, String where) {
    public static Difference between(AnomalyAlert told, @Nullable AnomalyAlert recomputed) {
      if (recomputed == null) {
        return new Difference(told, null, Double.POSITIVE_INFINITY, "message");
      }
      FieldDifference largest = new FieldDifference();
      largest.record("", told, recomputed);
      return new Difference(told, recomputed, largest.value(), largest.where());
    }
  }
}
