package io.tidemark.pipeline.scoring;

import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.SeenMetrics;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.control.ModelChange;
import io.tidemark.pipeline.control.ModelFile;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.ModelAction;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.externalresource.ExternalResourceInfoProvider;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** For tests: an operator that scores with models that change, and what it shows of itself. */
final class SteeredHarness implements AutoCloseable {
  private final SeenMetrics metrics = new SeenMetrics();
  private final SteeredScoreOperator operator;

  /** Of those for two inputs none takes an environment of the test's own. */
  private final AbstractStreamOperatorTestHarness<ScoredWindow> harness;

  private long time;

  SteeredHarness(Detectors detectors, int batchSize, @Nullable OperatorSubtaskState saved)
      throws Exception {
    this(
        detectors,
        new Scoring(batchSize, Duration.ofMillis(20)),
        ExternalResourceInfoProvider.NO_EXTERNAL_RESOURCES,
        saved);
  }

  SteeredHarness(
      Detectors detectors,
      Scoring scoring,
      ExternalResourceInfoProvider devices,
      @Nullable OperatorSubtaskState saved)
      throws Exception {
    operator = new SteeredScoreOperator(detectors, ModelFiles.local(), scoring);
    harness = new AbstractStreamOperatorTestHarness<>(operator, metrics.environment(devices));
    harness.setup(Types.SCORED_WINDOW.createSerializer(new SerializerConfigImpl()));
    if (saved != null) {
      harness.initializeState(saved);
    }
    harness.open();
  }

  /** Sends a command's change. */
  void tell(
      String detector, ModelAction action, @Nullable ModelFile model, @Nullable String definition) {
    tell(new ModelChange(detector, action, model, definition));
  }

  void tell(ModelChange change) {
    operator.processElement2(new StreamRecord<>(change));
  }

  /** Lets a checkpoint barrier pass. */
  OperatorSubtaskState barrier(long checkpoint) throws Exception {
    harness.prepareSnapshotPreBarrier(checkpoint);
    return harness.snapshot(checkpoint, checkpoint);
  }

  /** Sends the key's next window. */
  void send(String detector, float... values) {
    operator.processElement1(
        new StreamRecord<>(Windows.of(detector, "a", Window.Phase.LIVE, time, values)));
    time += 4000;
  }

  void windowsAreAt(long watermark) throws Exception {
    operator.processWatermark1(new Watermark(watermark));
  }

  void commandsAreAt(long watermark) {
    operator.processWatermark2(new Watermark(watermark));
  }

  /** Records and watermarks so far. */
  Queue<Object> output() {
    return harness.getOutput();
  }

  /** Scored windows so far. */
  List<ScoredWindow> scored() {
    return harness.extractOutputValues();
  }

  /** Which models scored them. */
  List<String> scoredBy() {
    return scored().stream().map(ScoredWindow::model).toList();
  }

  SeenMetrics metrics() {
    return metrics;
  }

  /** What an operator that is chained behind shares with this one. */
  RuntimeContext context() {
    return operator.getRuntimeContext();
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }
}
