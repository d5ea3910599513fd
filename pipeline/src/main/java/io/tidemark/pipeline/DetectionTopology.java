package io.tidemark.pipeline;

import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.alert.CalibrateFunction;
import io.tidemark.pipeline.alert.DriftFunction;
import io.tidemark.pipeline.alert.HealthFunction;
import io.tidemark.pipeline.alert.IncidentFunction;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.PipelineConfig.Events;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.control.AdmitFunction;
import io.tidemark.pipeline.control.AdmitOperator;
import io.tidemark.pipeline.control.ModelChange;
import io.tidemark.pipeline.control.ModelChangeFormat;
import io.tidemark.pipeline.control.ModelStore;
import io.tidemark.pipeline.scoring.ModelFiles;
import io.tidemark.pipeline.scoring.SteeredScoreOperator;
import io.tidemark.pipeline.scoring.WindowScoring;
import io.tidemark.pipeline.source.Decoded;
import io.tidemark.pipeline.source.ExtractOperator;
import io.tidemark.pipeline.source.SortOut;
import io.tidemark.pipeline.type.BinaryType;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import io.tidemark.pipeline.window.WindowFunction;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.LateEvent;
import io.tidemark.schemas.WindowScore;
import io.tidemark.schemas.wire.RecordFormat;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.jspecify.annotations.Nullable;

/**
 * The whole job between Kafka and Kafka.
 *
 * <pre>
 * decoded ─ sort out ─ keyBy(detector,key) ─ windows ─ score ─ calibrate ─ incidents ─ alerts
 *          │    └─ dead letters                 └─ late events     ├─ scores            │
 *          │                                                       └─ drift ────────────┤
 *          └─ keyBy(detector,key) ─ health ─────────────────────────────────────────────┘
 * </pre>
 *
 * All from windows to alerts is one task without a second shuffle: what a key's window says stays
 * on the key's subtask.
 *
 * @param detectors what to detect
 * @param files where the operators find the models
 * @param scoring how windows are gathered into micro-batches
 * @param forgetAfter how long a key may be silent before it is forgotten
 * @param tellScores whether every score goes out
 * @param windowScoring what scores the windows
 */
public record DetectionTopology(
    Detectors detectors,
    ModelFiles files,
    Scoring scoring,
    Duration forgetAfter,
    boolean tellScores,
    WindowScoring windowScoring) {

  /** Scored in micro-batches. */
  public DetectionTopology(
      Detectors detectors,
      ModelFiles files,
      Scoring scoring,
      Duration forgetAfter,
      boolean tellScores) {
    this(detectors, files, scoring, forgetAfter, tellScores, WindowScoring.microBatches());
  }

  /** What comes out of the job. */
  public record Detections(
      DataStream<AnomalyAlert> alerts,
      DataStream<DeadLetter> deadLetters,
      DataStream<LateEvent> lateEvents,
      DataStream<WindowScore> scores,
      @Nullable DataStream<ControlEvent> controlEvents) {}

  /**
   * How models and detectors change while the job runs.
   *
   * @param commands {@link io.tidemark.schemas.ModelCommand}s in the order in which they are to be
   *     obeyed: parallelism 1
   * @param format their wire format
   * @param store where offered files lie
   * @param events how the events are read that the detectors then divide
   */
  public record Control(
      DataStream<byte[]> commands, RecordFormat format, ModelStore store, Events events) {}

  /** From decoded records to detections, by the models that the definitions name. */
  public Detections detect(DataStream<Decoded> decoded) {
    return detect(decoded, null);
  }

  /**
   * From decoded records to detections.
   *
   * @param control null: detectors and their models stay as they are. Otherwise all who know them
   *     have a second input by which they change at the same barrier, and with it a task of their
   *     own; but for those chained behind the scoring, which asks for them.
   */
  public Detections detect(DataStream<Decoded> decoded, @Nullable Control control) {
    SingleOutputStreamOperator<ModelChange> changes = control == null ? null : changes(control);
    DataStream<ModelChange> redefinitions = changes == null ? null : Redefinitions.of(changes);
    SingleOutputStreamOperator<Decoded> divided =
        redefinitions == null || control == null
            ? null
            : named(
                "extract",
                decoded
                    .connect(redefinitions.broadcast())
                    .transform(
                        "extract",
                        ExtractOperator.TYPE,
                        new ExtractOperator(detectors, control.events())));
    SingleOutputStreamOperator<Observation> observations =
        named(
            "sort-out",
            (divided == null ? decoded : divided)
                .process(new SortOut())
                .returns(Types.OBSERVATION));
    SingleOutputStreamOperator<Window> windows =
        named(
            "windows",
            Redefinitions.process(
                "windows",
                byKey(observations),
                redefinitions,
                new WindowFunction(detectors, forgetAfter, redefinitions != null),
                Types.WINDOW));
    SingleOutputStreamOperator<ScoredWindow> scored =
        named(
            "score",
            changes == null
                ? windows.transform(
                    "score", Types.SCORED_WINDOW, windowScoring.operator(detectors, files, scoring))
                : windows
                    .connect(changes.broadcast())
                    .transform(
                        "score",
                        Types.SCORED_WINDOW,
                        new SteeredScoreOperator(detectors, files, scoring)));
    SingleOutputStreamOperator<Verdict> verdicts =
        named(
            "calibrate",
            stillByKey(scored)
                .process(
                    new CalibrateFunction(detectors, files, scoring, tellScores, changes != null),
                    Types.VERDICT));
    SingleOutputStreamOperator<AnomalyAlert> alerts =
        named(
            "incidents",
            DataStreamUtils.reinterpretAsKeyedStream(
                    verdicts, verdict -> key(verdict.scored().window()), Types.KEY)
                .process(new IncidentFunction(detectors, files, scoring), Types.ALERT));
    return new Detections(
        alerts
            .union(drift(verdicts, redefinitions))
            .union(
                health(
                    divided == null
                        ? watched(observations)
                        : divided.getSideOutput(ExtractOperator.WATCHED),
                    redefinitions)),
        observations
            .getSideOutput(SortOut.DEAD_LETTERS)
            .union(windows.getSideOutput(WindowFunction.DEAD_LETTERS)),
        windows.getSideOutput(WindowFunction.LATE_EVENTS),
        verdicts.getSideOutput(CalibrateFunction.SCORES),
        changes == null
            ? null
            : changes
                .getSideOutput(AdmitFunction.ANSWERS)
                .union(verdicts.getSideOutput(CalibrateFunction.REPORTS)));
  }

  private SingleOutputStreamOperator<ModelChange> changes(Control control) {
    return named(
        "admit",
        control
            .commands()
            .transform(
                "admit",
                new BinaryType<>(new ModelChangeFormat()),
                new AdmitOperator(new AdmitFunction(detectors, control.store(), control.format())))
            .setParallelism(1)
            .setMaxParallelism(1));
  }

  /** Sums over each detector's keys. */
  private DataStream<AnomalyAlert> drift(
      SingleOutputStreamOperator<Verdict> verdicts,
      @Nullable DataStream<ModelChange> redefinitions) {
    return named(
        "drift",
        Redefinitions.process(
            "drift",
            verdicts
                .getSideOutput(CalibrateFunction.DRIFT)
                .keyBy(
                    change -> new DetectorKey(change.detector(), FleetDrift.ALL_KEYS), Types.KEY),
            redefinitions,
            new DriftFunction(detectors, redefinitions != null),
            Types.ALERT));
  }

  /** A second shuffle, for the events of those detectors alone that watch their sensors. */
  private DataStream<AnomalyAlert> health(
      DataStream<Observation> watched, @Nullable DataStream<ModelChange> redefinitions) {
    return named(
        "health",
        Redefinitions.process(
            "health",
            byKey(watched),
            redefinitions,
            new HealthFunction(detectors, forgetAfter, redefinitions != null),
            Types.ALERT));
  }

  private DataStream<Observation> watched(DataStream<Observation> observations) {
    Set<String> watched =
        detectors.definitions().stream()
            .filter(detector -> detector.health().watched())
            .map(DetectorDefinition::name)
            .collect(Collectors.toUnmodifiableSet());
    return named(
        "watched", observations.filter(observation -> watched.contains(observation.detector())));
  }

  private static KeyedStream<Observation, DetectorKey> byKey(DataStream<Observation> observations) {
    return observations.keyBy(
        observation -> new DetectorKey(observation.detector(), observation.key()), Types.KEY);
  }

  private static KeyedStream<ScoredWindow, DetectorKey> stillByKey(
      DataStream<ScoredWindow> scored) {
    return DataStreamUtils.reinterpretAsKeyedStream(
        scored, window -> key(window.window()), Types.KEY);
  }

  private static DetectorKey key(Window window) {
    return new DetectorKey(window.detector(), window.key());
  }

  /** The uid ties an operator to its state in savepoints: never change one. */
  static <T> SingleOutputStreamOperator<T> named(
      String uid, SingleOutputStreamOperator<T> operator) {
    return operator.uid(uid).name(uid);
  }
}
