package io.tidemark.pipeline.detect;

import io.tidemark.detector.alert.FleetCoverage;
import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.detector.alert.Signals;
import io.tidemark.detector.calibration.KeyLevel;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.coverage.CoverageChange;
import io.tidemark.detector.definition.Feature;
import io.tidemark.detector.definition.TopicSelection;
import io.tidemark.detector.line.LineListener;
import io.tidemark.detector.line.LineModel;
import io.tidemark.detector.line.OutputException;
import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.WarmUpReport;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.control.ModelFile;
import io.tidemark.pipeline.log.OncePerMinute;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.DeadLetterReason;
import io.tidemark.schemas.LateEvent;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.WindowScore;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what one detector's line says to the job's outputs, and counts it. */
final class LineOutput implements LineListener {
  private static final Logger LOG = LoggerFactory.getLogger(LineOutput.class);

  private final String detector;
  private final @Nullable TopicSelection topics;
  private final FleetCoverage.@Nullable Limit limit;
  private final List<Feature> features;
  private final int subtask;
  private final boolean scores;
  private final Output<StreamRecord<AnomalyAlert>> output;
  private final DetectMetrics metrics;
  private final AlertBudgets budgets;
  private final OncePerMinute perMinute;
  private @Nullable ShadowComparison comparison;

  /**
   * @param topics of the detector's events; null where it is no more
   * @param limit of its coverage; null where it is no more
   * @param features of the detector; empty where it is no more
   * @param scores whether every score goes out
   */
  LineOutput(
      String detector,
      @Nullable TopicSelection topics,
      FleetCoverage.@Nullable Limit limit,
      List<Feature> features,
      int subtask,
      boolean scores,
      Output<StreamRecord<AnomalyAlert>> output,
      DetectMetrics metrics,
      AlertBudgets budgets,
      OncePerMinute perMinute) {
    this.detector = detector;
    this.topics = topics;
    this.limit = limit;
    this.features = features;
    this.subtask = subtask;
    this.scores = scores;
    this.output = output;
    this.metrics = metrics;
    this.budgets = budgets;
    this.perMinute = perMinute;
  }

  private String topic(Observation observation) {
    String label = observation.source().topic();
    return topics == null ? label : topics.labelled(label);
  }

  @Override
  public void learned(ScoredWindow scored, LineModel model) {
    if (scores) {
      side(DetectOutputs.SCORES, score(scored, scored.score(), null, model));
    }
  }

  @Override
  public void judged(Verdict verdict, LineModel model) {
    if (scores) {
      side(DetectOutputs.SCORES, score(verdict.scored(), verdict.evidence(), verdict, model));
    }
  }

  @Override
  public void compared(Verdict serving, LineModel model, Verdict candidate, LineModel shadow) {
    String version = shadow.identity().getVersion();
    metrics.of(detector).compared(version, serving.anomalous(), candidate.anomalous());
    ShadowComparison figures = comparison(shadow.digest(), version);
    if (figures.add(serving, candidate)) {
      side(
          DetectOutputs.REPORTS, figures.report(model.microsPerWindow(), shadow.microsPerWindow()));
    }
  }

  private ShadowComparison comparison(String digest, String version) {
    ShadowComparison known = comparison;
    if (known == null || !known.isOf(digest)) {
      known = new ShadowComparison(detector, digest, version, subtask);
      comparison = known;
    }
    return known;
  }

  /**
   * Reports how many keys are calibrated for a model that is promoted.
   *
   * @param keys of the detector here
   */
  void promoted(ModelFile candidate, long keys, long ready) {
    side(
        DetectOutputs.REPORTS,
        comparison(candidate.digest(), candidate.version()).report(0, 0, keys, ready));
  }

  @Override
  public void alert(AnomalyAlert alert) {
    metrics.alert(alert);
    metrics.of(detector).alert(alert, System.currentTimeMillis());
    send(() -> output.collect(new StreamRecord<>(alert)));
  }

  @Override
  public void withheld(AnomalyAlert alert) {
    metrics.withheld();
  }

  @Override
  public void late(Observation observation, long lateMillis) {
    metrics.late();
    metrics.of(detector).late();
    side(
        DetectOutputs.LATE_EVENTS,
        LateEvent.newBuilder()
            .setDetector(observation.detector())
            .setKey(observation.key())
            .setEventTime(Instant.EPOCH.plus(observation.eventTimeMicros(), ChronoUnit.MICROS))
            .setTopic(topic(observation))
            .setPartition(observation.source().partition())
            .setOffset(observation.source().offset())
            .setLateness(lateMillis)
            .build());
  }

  /**
   * Makes a dead letter of an event whose key is one too many.
   *
   * @param limit of the detector's keys
   */
  void refused(Observation observation, @Nullable Integer limit, long nowMillis) {
    String detail =
        "detector %s has as many keys as events.maxKeys: %d allows; one more: %s"
            .formatted(detector, limit, observation.key());
    side(
        DetectOutputs.DEAD_LETTERS,
        DeadLetter.newBuilder()
            .setPayload(ByteBuffer.allocate(0))
            .setTopic(topic(observation))
            .setPartition(observation.source().partition())
            .setOffset(observation.source().offset())
            .setReason(DeadLetterReason.INVALID)
            .setDetail(PrintableText.oneLine(detail))
            .setTime(Instant.ofEpochMilli(nowMillis))
            .build());
  }

  @Override
  public void drifted(FleetDrift.Change change) {
    side(DetectOutputs.DRIFT, change);
  }

  @Override
  public void forgotten(KeyLevel level) {
    budgets.left(detector, level);
  }

  @Override
  public void scored(int windows, long waitedNanos, long nanos) {
    metrics.scoring().scored(windows, waitedNanos, nanos);
    metrics.of(detector).scored(windows);
  }

  /** Goes on: a restart would meet the same windows and the same model again. */
  @Override
  public void failed(LineModel model, int unscored, ModelException reason) {
    if (unscored > 0) {
      metrics.scoring().failed(unscored);
    }
    if (perMinute.allows("failures of the model of " + detector)) {
      LOG.warn(
          "Detector {}: model {} failed on a batch, {} windows have no verdict: {}",
          detector,
          model.identity().getVersion(),
          unscored,
          reason.getMessage());
    }
  }

  @Override
  public void incidents(int change) {
    metrics.incidents(detector, change);
  }

  @Override
  public void covered(CoverageChange change) {
    metrics.covered(change);
    side(DetectOutputs.COVERAGE, change.now());
    FleetCoverage.Change ofFleet = FleetCoverage.Change.of(change, limit);
    if (ofFleet != null) {
      side(DetectOutputs.COVERAGE_CHANGES, ofFleet);
    }
  }

  @Override
  public void warmUp(WarmUpReport report) {
    if (perMinute.allows("warm-ups of " + detector)) {
      LOG.warn("Detector {}: {}", detector, PrintableText.of(report.toString()));
    }
  }

  private <T> void side(OutputTag<T> tag, T value) {
    send(() -> output.collect(tag, new StreamRecord<>(value)));
  }

  private static void send(Runnable sending) {
    try {
      sending.run();
    } catch (RuntimeException failed) {
      throw new OutputException(failed);
    }
  }

  private WindowScore score(
      ScoredWindow scored, double score, @Nullable Verdict verdict, LineModel model) {
    Window window = scored.window();
    return WindowScore.newBuilder()
        .setDetector(detector)
        .setKey(window.key())
        .setWindowStart(Instant.ofEpochMilli(window.startMillis()))
        .setWindowEnd(Instant.ofEpochMilli(window.endMillis()))
        .setScore(score)
        .setLevel(verdict == null ? null : verdict.level())
        .setThreshold(verdict == null ? null : verdict.threshold())
        .setPValue(verdict == null ? null : verdict.pValue())
        .setAutoencoderScore(verdict == null ? null : verdict.autoencoder())
        .setCompanionScore(verdict == null ? null : verdict.companion())
        .setAnomalous(verdict != null && verdict.anomalous())
        .setImputedShare(window.imputedShare())
        .setModelVersion(model.identity().getVersion())
        .setSignals(Signals.of(scored, features))
        .build();
  }
}
