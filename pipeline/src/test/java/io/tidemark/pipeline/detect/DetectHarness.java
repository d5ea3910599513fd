package io.tidemark.pipeline.detect;

import io.tidemark.detector.alert.FleetCoverage;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.Backends;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.control.FeedbackGiven;
import io.tidemark.pipeline.control.ModelChange;
import io.tidemark.pipeline.control.ModelFile;
import io.tidemark.pipeline.control.SilenceChange;
import io.tidemark.pipeline.control.Steering;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.Coverage;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.LateEvent;
import io.tidemark.schemas.ModelAction;
import io.tidemark.schemas.Silence;
import io.tidemark.schemas.WindowScore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** For tests: the detect operator without a job around it, every score told. */
final class DetectHarness implements AutoCloseable {
  static final Duration FORGET_AFTER = Duration.ofMinutes(10);
  static final int GROUPS = 128;

  private final KeyedTwoInputStreamOperatorTestHarness<
          DetectorKey, Observation, Steering, AnomalyAlert>
      harness;
  private long checkpoint;

  /** A subtask that holds all keys. */
  static DetectHarness open(
      String backend, Detectors detectors, int batch, @Nullable OperatorSubtaskState saved)
      throws Exception {
    return new DetectHarness(backend, detectors, batch, 1, 0, saved);
  }

  /** One of several subtasks. */
  DetectHarness(
      String backend,
      Detectors detectors,
      int batch,
      int parallelism,
      int subtask,
      @Nullable OperatorSubtaskState saved)
      throws Exception {
    this(backend, detectors, batch, parallelism, subtask, saved, BatchScoring.onnxRuntime());
  }

  /** A subtask that holds all keys and sends alerts from some time on. */
  static DetectHarness open(
      String backend,
      Detectors detectors,
      AlertStart alertStart,
      @Nullable OperatorSubtaskState saved)
      throws Exception {
    return new DetectHarness(
        backend, detectors, 16, 1, 0, saved, BatchScoring.onnxRuntime(), alertStart, List.of());
  }

  /** With scores by something else. */
  DetectHarness(
      String backend,
      Detectors detectors,
      int batch,
      int parallelism,
      int subtask,
      @Nullable OperatorSubtaskState saved,
      BatchScoring by)
      throws Exception {
    this(backend, detectors, batch, parallelism, subtask, saved, by, AlertStart.ALL, List.of());
  }

  /** A subtask that holds all keys and knows silences before the first event. */
  static DetectHarness open(
      String backend,
      Detectors detectors,
      @Nullable OperatorSubtaskState saved,
      List<SilenceChange> known)
      throws Exception {
    return new DetectHarness(
        backend, detectors, 16, 1, 0, saved, BatchScoring.onnxRuntime(), AlertStart.ALL, known);
  }

  private DetectHarness(
      String backend,
      Detectors detectors,
      int batch,
      int parallelism,
      int subtask,
      @Nullable OperatorSubtaskState saved,
      BatchScoring by,
      AlertStart alertStart,
      List<SilenceChange> known)
      throws Exception {
    LineSettings settings =
        new LineSettings(
            ModelFiles.local(),
            new Scoring(batch, Duration.ofMillis(20)),
            by,
            FORGET_AFTER,
            alertStart);
    harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new DetectOperator(detectors, settings, true, true, true, known),
            observation -> new DetectorKey(observation.detector(), observation.key()),
            change -> new DetectorKey("", ""),
            Types.KEY,
            GROUPS,
            parallelism,
            subtask);
    harness.setStateBackend(Backends.named(backend));
    harness.getExecutionConfig().enableObjectReuse();
    harness.setup(Types.ALERT.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    if (saved != null) {
      harness.initializeState(saved);
    }
    harness.open();
  }

  /** Sends an event that was written to the log at its own time. */
  void send(Observation observation) throws Exception {
    send(observation, observation.eventTimeMillis());
  }

  void send(Observation observation, long logMillis) throws Exception {
    harness.processElement1(new StreamRecord<>(observation, logMillis));
  }

  /** Sends a stream with the watermark that follows from it. */
  void sendAll(List<Observation> stream) throws Exception {
    long newest = Long.MIN_VALUE;
    for (Observation observation : stream) {
      newest = Math.max(newest, observation.eventTimeMillis());
      send(observation, newest);
      logIsReadTo(newest - 1);
    }
  }

  void logIsReadTo(long logMillis) throws Exception {
    harness.processWatermark1(new Watermark(logMillis));
  }

  /** Sends a command's change. */
  void tell(
      String detector, ModelAction action, @Nullable ModelFile model, @Nullable String definition)
      throws Exception {
    harness.processElement2(
        new StreamRecord<>(new ModelChange(detector, action, model, definition)));
  }

  /** Sends what a person said of an incident. */
  void tell(AlertFeedback feedback) throws Exception {
    harness.processElement2(new StreamRecord<>(new FeedbackGiven(feedback)));
  }

  /** Sends the newest record of a silence. */
  void tell(Silence silence) throws Exception {
    harness.processElement2(new StreamRecord<>(new SilenceChange(silence.getId(), silence)));
  }

  /** Lets a checkpoint barrier pass. */
  OperatorSubtaskState barrier() throws Exception {
    checkpoint++;
    harness.prepareSnapshotPreBarrier(checkpoint);
    return harness.snapshot(checkpoint, checkpoint);
  }

  /** Lets time pass, so that what waits is scored. */
  void timePasses(Duration by) throws Exception {
    harness.setProcessingTime(harness.getProcessingTime() + by.toMillis());
  }

  /** The log ends: everything that waits is closed and scored. */
  void end() throws Exception {
    logIsReadTo(Long.MAX_VALUE);
    barrier();
  }

  List<AnomalyAlert> alerts() {
    return harness.extractOutputValues();
  }

  List<WindowScore> scores() {
    return side(DetectOutputs.SCORES);
  }

  List<LateEvent> late() {
    return side(DetectOutputs.LATE_EVENTS);
  }

  List<DeadLetter> refused() {
    return side(DetectOutputs.DEAD_LETTERS);
  }

  List<ControlEvent> reports() {
    return side(DetectOutputs.REPORTS);
  }

  List<Coverage> coverage() {
    return side(DetectOutputs.COVERAGE);
  }

  /** What the alert about the fleet is made of. */
  List<FleetCoverage.Change> coverageChanges() {
    return side(DetectOutputs.COVERAGE_CHANGES);
  }

  /** Keys with a timer: each key has one, as long as it is remembered. */
  int timers() {
    return harness.numEventTimeTimers();
  }

  private <T> List<T> side(OutputTag<T> tag) {
    Queue<StreamRecord<T>> records = harness.getSideOutput(tag);
    List<T> values = new ArrayList<>();
    if (records != null) {
      records.forEach(record -> values.add(record.getValue()));
    }
    return values;
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }
}
