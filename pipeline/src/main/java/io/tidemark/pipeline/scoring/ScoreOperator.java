package io.tidemark.pipeline.scoring;

import io.tidemark.detector.definition.Calibration;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Score;
import io.tidemark.detector.model.BatchPlan;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.Placement;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Scores windows in micro-batches across keys. A batch runs when it is full, when its first window
 * has waited long enough, and before anything passes that must not overtake a window: watermarks,
 * checkpoint barriers, the end. So it needs no state of its own, and exactly-once stays so. The
 * windows of a key keep their order, since all of a detector's windows share one queue.
 */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
public class ScoreOperator extends AbstractStreamOperator<ScoredWindow>
    implements OneInputStreamOperator<Window, ScoredWindow> {
  private static final long serialVersionUID = 1L;

  private final Detectors detectors;
  private final ModelFiles files;
  private final Scoring scoring;

  private transient @Nullable DetectorModels models;
  private transient Map<String, MicroBatch> batches;
  private transient StreamRecord<ScoredWindow> record;
  private transient int waiting;
  private transient long waitingSince;
  private transient boolean timerSet;
  private transient ScoringMetrics scoringMetrics;
  private transient @Nullable LoadShedder shedder;

  public ScoreOperator(Detectors detectors, ModelFiles files, Scoring scoring) {
    this.detectors = detectors;
    this.files = files;
    this.scoring = scoring;
  }

  @Override
  public void open() throws Exception {
    super.open();
    DetectorModels opened = DetectorModels.open(detectors, files, scoring, getRuntimeContext());
    models = opened;
    scoringMetrics = new ScoringMetrics(getRuntimeContext());
    batches = new LinkedHashMap<>();
    for (DetectorDefinition detector : detectors.definitions()) {
      OnnxModel model = opened.of(detector.name());
      BatchPlan plan = model.plan(scoring.batchSize());
      batches.put(
          detector.name(), new MicroBatch(model, scoring.batchSize(), latentInUse(detector)));
      scoringMetrics.runs(detector.name(), model, plan);
    }
    record = new StreamRecord<>(null);
    shedder =
        scoring.shedding() == null ? null : new LoadShedder(scoring.shedding(), this::definition);
  }

  /** Nobody asks for the encoder's state where scores stay as they are or are the companion's. */
  private static boolean latentInUse(DetectorDefinition detector) {
    return detector.scoring().calibration() != Calibration.NONE
        && detector.scoring().score() != Score.COMPANION;
  }

  /** Lets another model score a detector's windows from now on; none of them may be waiting. */
  final void serve(String detector, OnnxModel model) {
    batches.put(detector, batch(detector, model));
    scoringMetrics.runs(detector, model, model.plan(scoring.batchSize()));
  }

  /** The model that the definition names. */
  final OnnxModel defined(String detector) {
    return Objects.requireNonNull(models).of(detector);
  }

  /** Where a detector's models run on this machine. */
  final Placement placement(DetectorDefinition detector) {
    return DetectorModels.placement(detector, scoring, getRuntimeContext());
  }

  final Detectors detectors() {
    return detectors;
  }

  /** Lets no model score a detector's windows any more; none of them may be waiting. */
  final void retire(String detector) {
    batches.remove(detector);
    scoringMetrics.retired(detector);
  }

  /** The definition in force, or null. */
  @Nullable DetectorDefinition definition(String detector) {
    return detectors.find(detector);
  }

  /** An empty batch for the windows of a detector. */
  final MicroBatch batch(String detector, OnnxModel model) {
    DetectorDefinition definition = Objects.requireNonNull(definition(detector), detector);
    return new MicroBatch(model, scoring.batchSize(), latentInUse(definition));
  }

  @Override
  public void processElement(StreamRecord<Window> element) {
    Window window = element.getValue();
    MicroBatch known = batches.get(window.detector());
    if (window.phase() == Window.Phase.FORGOTTEN) {
      if (known != null) {
        flush(known); // it must not overtake the key's last windows
      }
      emit(new ScoredWindow(window, 0, new float[0], new float[0], new float[0]));
      return;
    }
    MicroBatch batch = Objects.requireNonNull(known, window.detector());
    if (shedder != null && shedder.sheds(window, now())) {
      scoringMetrics.shed();
      return;
    }
    batch.add(window);
    if (waiting++ == 0) {
      waitingSince = now();
      setTimer(waitingSince);
    }
    if (batch.full()) {
      flush(batch);
    }
  }

  @Override
  public void processWatermark(Watermark watermark) throws Exception {
    flush();
    super.processWatermark(watermark);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpoint) throws Exception {
    flush();
    super.prepareSnapshotPreBarrier(checkpoint);
  }

  @Override
  public void finish() throws Exception {
    flush();
    super.finish();
  }

  @Override
  public void close() throws Exception {
    if (models != null) {
      models.close();
      models = null;
    }
    super.close();
  }

  /** One timer at a time: where the batch it was set for has gone, it is set again for the next. */
  private void setTimer(long since) {
    if (!timerSet) {
      timerSet = true;
      getProcessingTimeService()
          .registerTimer(since + scoring.maxDelay().toMillis(), this::onTimer);
    }
  }

  private void onTimer(long firedAt) {
    timerSet = false;
    if (waiting == 0) {
      return;
    }
    if (firedAt >= waitingSince + scoring.maxDelay().toMillis()) {
      flush();
    } else {
      setTimer(waitingSince);
    }
  }

  private long now() {
    return getProcessingTimeService().getCurrentProcessingTime();
  }

  final void flush() {
    if (waiting > 0) {
      batches.values().forEach(this::flush);
    }
  }

  void flush(MicroBatch batch) {
    int size = batch.size();
    if (size == 0) {
      return;
    }
    long waited = batch.waitedNanos();
    long start = System.nanoTime();
    batch.score();
    scoringMetrics.scored(size, waited, System.nanoTime() - start);
    waiting -= size;
    batch.drain(this::emit);
  }

  void emit(ScoredWindow scored) {
    output.collect(record.replace(scored));
  }
}
