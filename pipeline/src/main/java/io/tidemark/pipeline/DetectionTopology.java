package io.tidemark.pipeline;

import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.PipelineConfig.Events;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.control.AdmitFunction;
import io.tidemark.pipeline.control.AdmitOperator;
import io.tidemark.pipeline.control.FeedbackGiven;
import io.tidemark.pipeline.control.ModelChange;
import io.tidemark.pipeline.control.ModelChangeFormat;
import io.tidemark.pipeline.control.ModelStore;
import io.tidemark.pipeline.control.SilenceChange;
import io.tidemark.pipeline.control.Steering;
import io.tidemark.pipeline.control.SteeringFormat;
import io.tidemark.pipeline.detect.AlertStart;
import io.tidemark.pipeline.detect.BatchScoring;
import io.tidemark.pipeline.detect.CoverageFunction;
import io.tidemark.pipeline.detect.DetectOperator;
import io.tidemark.pipeline.detect.DetectOutputs;
import io.tidemark.pipeline.detect.Detection;
import io.tidemark.pipeline.detect.DriftFunction;
import io.tidemark.pipeline.detect.LineSettings;
import io.tidemark.pipeline.detect.ModelFiles;
import io.tidemark.pipeline.source.DecodeOperator;
import io.tidemark.pipeline.source.RawRecord;
import io.tidemark.pipeline.type.BinaryType;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.Coverage;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.LateEvent;
import io.tidemark.schemas.WindowScore;
import io.tidemark.schemas.wire.RecordFormat;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.transformations.TwoInputTransformation;
import org.jspecify.annotations.Nullable;

/**
 * The whole job between Kafka and Kafka.
 *
 * <pre>
 * records ─ decode ─ keyBy(detector,key) ─ detect ─┬─ alerts
 *              └─ dead letters                     ├─ scores, if asked
 *                                                  ├─ late events
 *                                                  ├─ drift ─ alerts
 *                                                  └─ coverage ─ alerts
 * </pre>
 *
 * With control the same operators run; commands come to {@code decode} and {@code detect} by
 * broadcast. So does feedback, to {@code detect}.
 *
 * @param detectors what to detect
 * @param files where the operators find the models
 * @param events how records are read
 * @param scoring how windows are gathered into micro-batches
 * @param forgetAfter log time after which a silent key is forgotten
 * @param alertStart from when on alerts are sent
 * @param scores whether every score goes out
 * @param by what makes alerts of observations, where no commands come
 */
public record DetectionTopology(
    Detectors detectors,
    ModelFiles files,
    Events events,
    Scoring scoring,
    Duration forgetAfter,
    AlertStart alertStart,
    boolean scores,
    Detection by) {
  private static final TypeInformation<Steering> STEERING = new BinaryType<>(new SteeringFormat());

  /** What comes out of the job. */
  public record Detections(
      DataStream<AnomalyAlert> alerts,
      DataStream<DeadLetter> deadLetters,
      DataStream<LateEvent> lateEvents,
      DataStream<WindowScore> scores,
      DataStream<Coverage> coverage,
      @Nullable DataStream<ControlEvent> controlEvents) {}

  /**
   * How models and detectors change while the job runs.
   *
   * @param commands {@link io.tidemark.schemas.ModelCommand}s in the order in which they are to be
   *     obeyed: parallelism 1
   * @param format their wire format
   * @param store where offered files lie
   */
  public record Control(DataStream<byte[]> commands, RecordFormat format, ModelStore store) {}

  /**
   * In which times keys learn nothing.
   *
   * @param changes the silences, from the first record on: parallelism 1; null: no more come
   * @param known those that were written before the job was submitted
   */
  public record Silencing(@Nullable DataStream<Steering> changes, List<SilenceChange> known) {}

  /**
   * From records, with timestamps and watermarks in log time, to detections.
   *
   * @param control null: detectors and their models stay as they are
   * @param feedback what people say of incidents; null: it does not count
   * @param silencing null: keys always learn
   */
  public Detections detect(
      DataStream<RawRecord> records,
      @Nullable Control control,
      @Nullable DataStream<AlertFeedback> feedback,
      @Nullable Silencing silencing) {
    SingleOutputStreamOperator<ModelChange> changes = control == null ? null : changes(control);
    DataStream<Steering> commands =
        changes == null ? null : steering("model-changes", changes, change -> change);
    SingleOutputStreamOperator<Observation> observations = decode(records, commands);
    SingleOutputStreamOperator<AnomalyAlert> alerts =
        detect(observations, commands, feedback, silencing);
    DataStream<ControlEvent> answers =
        changes == null
            ? null
            : changes
                .getSideOutput(AdmitFunction.ANSWERS)
                .union(alerts.getSideOutput(DetectOutputs.REPORTS));
    SingleOutputStreamOperator<AnomalyAlert> blind = coverage(alerts);
    return new Detections(
        alerts.union(drift(alerts), blind),
        observations
            .getSideOutput(DecodeOperator.DEAD_LETTERS)
            .union(alerts.getSideOutput(DetectOutputs.DEAD_LETTERS)),
        alerts.getSideOutput(DetectOutputs.LATE_EVENTS),
        alerts.getSideOutput(DetectOutputs.SCORES),
        alerts
            .getSideOutput(DetectOutputs.COVERAGE)
            .union(blind.getSideOutput(CoverageFunction.WHOLE)),
        answers);
  }

  private SingleOutputStreamOperator<Observation> decode(
      DataStream<RawRecord> records, @Nullable DataStream<Steering> changes) {
    DecodeOperator decode = new DecodeOperator(detectors, events, changes != null);
    return named(
        "decode",
        changes == null
            ? records.transform("decode", Types.OBSERVATION, decode)
            : records.connect(changes.broadcast()).transform("decode", Types.OBSERVATION, decode));
  }

  private SingleOutputStreamOperator<AnomalyAlert> detect(
      DataStream<Observation> observations,
      @Nullable DataStream<Steering> commands,
      @Nullable DataStream<AlertFeedback> feedback,
      @Nullable Silencing silencing) {
    LineSettings settings =
        new LineSettings(files, scoring, BatchScoring.onnxRuntime(), forgetAfter, alertStart);
    KeyedStream<Observation, DetectorKey> keyed = byKey(observations);
    if (commands == null && feedback == null && silencing == null) {
      return named(
          "detect",
          keyed.transform("detect", Types.ALERT, by.operator(detectors, settings, scores)));
    }
    DetectOperator detect =
        new DetectOperator(
            detectors,
            settings,
            scores,
            commands != null,
            feedback != null,
            silencing == null ? null : silencing.known());
    DataStream<Steering> steering = steering(commands, feedback, silencing);
    if (steering == null) {
      return named("detect", keyed.transform("detect", Types.ALERT, detect));
    }
    SingleOutputStreamOperator<AnomalyAlert> alerts =
        keyed.connect(steering.broadcast()).transform("detect", Types.ALERT, detect);
    keyedByFirst(alerts, keyed);
    return named("detect", alerts);
  }

  private static @Nullable DataStream<Steering> steering(
      @Nullable DataStream<Steering> commands,
      @Nullable DataStream<AlertFeedback> feedback,
      @Nullable Silencing silencing) {
    return Stream.of(
            Optional.ofNullable(commands),
            Optional.ofNullable(feedback)
                .map(said -> steering("feedback-given", said, FeedbackGiven::new)),
            Optional.ofNullable(silencing).map(Silencing::changes))
        .flatMap(Optional::stream)
        .reduce(DataStream::union)
        .orElse(null);
  }

  /** In one subtask, which keeps the order. */
  private static <T> DataStream<Steering> steering(
      String uid, DataStream<T> stream, MapFunction<T, Steering> how) {
    return named(uid, stream.map(how, STEERING).setParallelism(1).setMaxParallelism(1));
  }

  /** Observations by what state belongs to. */
  static KeyedStream<Observation, DetectorKey> byKey(DataStream<Observation> observations) {
    return observations.keyBy(
        observation -> new DetectorKey(observation.detector(), observation.key()), Types.KEY);
  }

  /** Flink's own way takes a function and no operator, which alone knows of barriers. */
  @SuppressWarnings("unchecked")
  private static void keyedByFirst(
      SingleOutputStreamOperator<AnomalyAlert> alerts,
      KeyedStream<Observation, DetectorKey> keyed) {
    TwoInputTransformation<Observation, Steering, AnomalyAlert> transformation =
        (TwoInputTransformation<Observation, Steering, AnomalyAlert>) alerts.getTransformation();
    transformation.setStateKeySelectors(keyed.getKeySelector(), null);
    transformation.setStateKeyType(keyed.getKeyType());
  }

  private SingleOutputStreamOperator<ModelChange> changes(Control control) {
    TypeInformation<ModelChange> type = new BinaryType<>(new ModelChangeFormat());
    AdmitFunction admit =
        new AdmitFunction(
            detectors, control.store(), control.format(), events.formats(), scoring.batchSize());
    return named(
        "admit",
        control
            .commands()
            .transform("admit", type, new AdmitOperator(admit))
            .setParallelism(1)
            .setMaxParallelism(1));
  }

  /** Sums over each detector's keys. */
  private SingleOutputStreamOperator<AnomalyAlert> coverage(
      SingleOutputStreamOperator<AnomalyAlert> alerts) {
    return named(
        "coverage",
        alerts
            .getSideOutput(DetectOutputs.COVERAGE_CHANGES)
            .keyBy(change -> new DetectorKey(change.detector(), FleetDrift.ALL_KEYS), Types.KEY)
            .process(new CoverageFunction(detectors, alertStart), Types.ALERT));
  }

  /** Sums over each detector's keys. */
  private DataStream<AnomalyAlert> drift(SingleOutputStreamOperator<AnomalyAlert> alerts) {
    return named(
        "drift",
        alerts
            .getSideOutput(DetectOutputs.DRIFT)
            .keyBy(change -> new DetectorKey(change.detector(), FleetDrift.ALL_KEYS), Types.KEY)
            .process(new DriftFunction(detectors, alertStart), Types.ALERT));
  }

  /** The uid ties an operator to its state in savepoints: never change one. */
  static <T> SingleOutputStreamOperator<T> named(
      String uid, SingleOutputStreamOperator<T> operator) {
    return operator.uid(uid).name(uid);
  }
}
