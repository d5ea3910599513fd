package io.tidemark.detector.line;

import io.tidemark.detector.alert.IncidentTracker;
import io.tidemark.detector.calibration.AlertBudget;
import io.tidemark.detector.calibration.ScoreJudge;
import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Score;
import io.tidemark.detector.model.BatchScorer;
import io.tidemark.detector.model.CompanionAlone;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.schemas.ModelIdentity;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** A model at work for one detector: what scores its windows, and what makes verdicts of scores. */
public final class LineModel {
  private final ModelIdentity identity;
  private final String digest;
  private final DoubleSupplier microsPerWindow;
  final BatchScorer scorer;
  final ScoreJudge judge;
  final IncidentTracker incidents;

  /**
   * @param metadata the model's own
   * @param identity how alerts name it
   * @param scorer what scores windows by it
   * @param microsPerWindow what a window has cost so far
   * @param share of the detector's keys that this host holds, over 0 and at most 1
   */
  public LineModel(
      DetectorDefinition definition,
      ModelMetadata metadata,
      ModelIdentity identity,
      BatchScorer scorer,
      DoubleSupplier microsPerWindow,
      double share) {
    this(definition, metadata, identity, identity.getDigest(), scorer, microsPerWindow, share);
  }

  private LineModel(
      DetectorDefinition definition,
      ModelMetadata metadata,
      ModelIdentity identity,
      String digest,
      BatchScorer scorer,
      DoubleSupplier microsPerWindow,
      double share) {
    this.identity = identity;
    this.digest = digest;
    this.scorer = scorer;
    this.microsPerWindow = microsPerWindow;
    judge = new ScoreJudge(definition, metadata, digest, share);
    incidents = new IncidentTracker(definition, identity);
  }

  /** A model file, which the caller keeps open. */
  public static LineModel of(
      DetectorDefinition definition, OnnxModel model, int batch, double share) {
    BatchScorer scorer = model.batch(batch, latentInUse(definition));
    return new LineModel(
        definition, model.metadata(), identity(model), scorer, model::microsPerWindow, share);
  }

  /**
   * The linear companion alone, for a detector without a model.
   *
   * @param batch most windows in a micro-batch
   */
  public static LineModel companionAlone(DetectorDefinition definition, int batch, double share) {
    return new LineModel(
        definition.withScore(Score.COMPANION),
        CompanionAlone.metadata(definition),
        CompanionAlone.IDENTITY,
        CompanionAlone.DIGEST,
        CompanionAlone.scorer(batch),
        () -> 0,
        share);
  }

  /** How alerts name a model. */
  public static ModelIdentity identity(OnnxModel model) {
    return ModelIdentity.newBuilder()
        .setName(model.metadata().name())
        .setVersion(model.metadata().version())
        .setDigest(model.digest())
        .setProvider(model.provider().provider().name())
        .build();
  }

  /** The encoder's state is of use only where a key's own windows say what is normal. */
  private static boolean latentInUse(DetectorDefinition definition) {
    return definition.baseline().per() == Baseline.Per.KEY && definition.score() == Score.COMBINED;
  }

  /** How alerts name the model. */
  public ModelIdentity identity() {
    return identity;
  }

  /**
   * Names what keys learn of it: SHA-256 of the model's file, hexadecimal, or {@link
   * CompanionAlone#DIGEST}.
   */
  public String digest() {
    return digest;
  }

  /** What a window has cost so far, microseconds. */
  public double microsPerWindow() {
    return microsPerWindow.getAsDouble();
  }

  /** What keeps the detector's rate of alerts; null under other methods. */
  public @Nullable AlertBudget budget() {
    return judge.budget();
  }
}
