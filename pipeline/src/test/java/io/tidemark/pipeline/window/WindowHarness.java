package io.tidemark.pipeline.window;

import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.Backends;
import io.tidemark.pipeline.SeenMetrics;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.AbstractUdfStreamOperator;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** For tests: the window operator without a job around it. */
final class WindowHarness
    extends KeyedOneInputStreamOperatorTestHarness<DetectorKey, Observation, Window> {

  static final Duration FORGET_AFTER = Duration.ofMinutes(10);

  /** One of several subtasks. */
  WindowHarness(String backend, Detectors detectors, int parallelism, int subtask)
      throws Exception {
    super(
        new KeyedProcessOperator<>(new WindowFunction(detectors, FORGET_AFTER)),
        observation -> new DetectorKey(observation.detector(), observation.key()),
        Types.KEY,
        128,
        parallelism,
        subtask);
    setStateBackend(Backends.named(backend));
    getExecutionConfig().enableObjectReuse();
  }

  /** A subtask that holds all keys, on the heap, watched. */
  WindowHarness(Detectors detectors, SeenMetrics metrics) throws Exception {
    super(
        new KeyedProcessOperator<>(new WindowFunction(detectors, FORGET_AFTER)),
        observation -> new DetectorKey(observation.detector(), observation.key()),
        Types.KEY,
        metrics.environment());
    getExecutionConfig().enableObjectReuse();
  }

  /** A subtask that holds all keys, opened. */
  static WindowHarness open(String backend, String yaml, @Nullable OperatorSubtaskState saved)
      throws Exception {
    return open(new WindowHarness(backend, detectors(yaml), 1, 0), saved);
  }

  static WindowHarness open(WindowHarness harness, @Nullable OperatorSubtaskState saved)
      throws Exception {
    if (saved != null) {
      harness.initializeState(saved);
    }
    harness.open();
    return harness;
  }

  static Detectors detectors(String... yaml) {
    return Detectors.parse(Path.of("models"), yaml);
  }

  /** Sends each event with the watermark that follows from it. */
  void send(List<Observation> stream) throws Exception {
    long newest = Long.MIN_VALUE;
    for (Observation observation : stream) {
      processElement(new StreamRecord<>(observation));
      newest = Math.max(newest, observation.eventTimeMillis());
      processWatermark(newest - 1);
    }
  }

  /** By which others ask that a key learns its normal anew; to be used while this is open. */
  LearnAnew learnAnew() {
    var operator = (AbstractUdfStreamOperator<Window, WindowFunction>) getOneInputOperator();
    RuntimeContext context = operator.getUserFunction().getRuntimeContext();
    LearnAnew anew = LearnAnew.open(context);
    LearnAnew.close(context);
    return anew;
  }

  /** Closes all ticks; everything that has come out. */
  List<Window> finished() throws Exception {
    processWatermark(Long.MAX_VALUE);
    return extractOutputValues();
  }
}
