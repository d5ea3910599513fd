package io.tidemark.pipeline.scoring;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ModelAdmission;
import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.model.SharedModel;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.control.LiveDetectors;
import io.tidemark.pipeline.control.ModelChange;
import io.tidemark.pipeline.control.ModelFile;
import io.tidemark.pipeline.control.ModelLine;
import io.tidemark.pipeline.control.ModelLines;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores with models that change while the job runs. Changes come as a broadcast, wait for the next
 * checkpoint barrier and take effect there, before the snapshot: since barriers are aligned, every
 * subtask has the same changes before the same barrier, and what a checkpoint holds is what scores
 * every window from its barrier on. A restored job therefore scores a window with the version that
 * scored it before (docs/adr/0006).
 *
 * <p>A model in the shadow scores the same batches; what it says of a window follows what the
 * serving model says.
 */
@SuppressWarnings("NullAway.Init") // transient fields are set before the first element
public final class SteeredScoreOperator extends ScoreOperator
    implements TwoInputStreamOperator<Window, ModelChange, ScoredWindow> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(SteeredScoreOperator.class);

  private transient LiveDetectors live;
  private transient ModelLines lines;
  private transient List<ModelChange> pending;
  private transient Map<String, List<SharedModel>> holds;
  private transient @Nullable Redefined redefined;
  private transient Map<String, MicroBatch> shadows;
  private transient String serving;
  private transient Queue<ScoredWindow> seenByShadow;

  public SteeredScoreOperator(Detectors detectors, ModelFiles files, Scoring scoring) {
    super(detectors, files, scoring);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    lines = ModelLines.restore(context.getOperatorStateStore());
    live = LiveDetectors.of(context.getOperatorStateStore(), detectors(), true);
  }

  @Override
  public void open() throws Exception {
    super.open();
    pending = new ArrayList<>();
    holds = new HashMap<>();
    shadows = new HashMap<>();
    seenByShadow = new ArrayDeque<>();
    redefined = Redefined.open(getRuntimeContext());
    for (DetectorDefinition detector : detectors().definitions()) {
      if (live.find(detector.name()) == null) {
        retire(detector.name());
      }
    }
    for (DetectorDefinition detector : live.definitions()) {
      if (live.model(detector.name()) != null
          || !lines.of(detector.name()).equals(ModelLine.DEFINED)) {
        restore(detector);
      }
    }
  }

  @Override
  @Nullable DetectorDefinition definition(String detector) {
    return live.find(detector);
  }

  private void restore(DetectorDefinition detector) throws Exception {
    try {
      follow(detector.name(), lines.of(detector.name()));
    } catch (ModelException unfit) {
      LOG.warn(
          "Detector {} has changed and its promoted model does not fit it any more; the model that"
              + " the definition names serves: {}",
          detector.name(),
          unfit.getMessage());
      lines.forget(detector.name());
      follow(detector.name(), ModelLine.DEFINED);
    }
  }

  @Override
  public void processElement1(StreamRecord<Window> element) {
    processElement(element);
  }

  @Override
  public void processElement2(StreamRecord<ModelChange> element) {
    pending.add(element.getValue());
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpoint) throws Exception {
    super.prepareSnapshotPreBarrier(checkpoint); // nothing waits after that
    Set<String> changed = new HashSet<>();
    for (ModelChange change : pending) {
      change.mustBeDueAt(checkpoint);
      lines.apply(change);
      if (change.redefines()) {
        live.apply(change);
      }
      changed.add(change.detector());
    }
    pending.clear();
    for (String detector : changed) {
      if (live.find(detector) == null) {
        leave(detector);
      } else {
        follow(detector, lines.of(detector));
      }
    }
  }

  private void leave(String detector) {
    retire(detector);
    shadows.remove(detector);
    Objects.requireNonNull(redefined).forget(detector);
    List<SharedModel> before = holds.remove(detector);
    if (before != null) {
      before.forEach(SharedModel::close);
    }
    LOG.info("Detector {} is not served any more", detector);
  }

  /** Opens what is needed before it lets go of what is not. */
  private void follow(String detector, ModelLine line) {
    List<SharedModel> before = holds.getOrDefault(detector, List.of());
    List<SharedModel> opened = new ArrayList<>();
    try {
      OnnxModel own = own(detector, opened);
      OnnxModel serving = line.serving() == null ? own : open(detector, line.serving(), opened);
      OnnxModel candidate =
          line.candidate() != null && line.shadowing()
              ? open(detector, line.candidate(), opened)
              : null;
      serve(detector, serving);
      shadows.remove(detector);
      if (candidate != null) {
        shadows.put(detector, batch(detector, candidate));
      }
      LOG.info("Detector {} is served by model {}", detector, serving.metadata().version());
    } catch (ModelException unfit) {
      opened.forEach(SharedModel::close);
      throw unfit;
    }
    holds.put(detector, opened);
    before.forEach(SharedModel::close);
  }

  /** The model that the definition names; it stays open though another may serve. */
  private OnnxModel own(String detector, List<SharedModel> opened) {
    ModelFile sent = live.model(detector);
    Redefined chained = Objects.requireNonNull(redefined);
    if (sent == null) {
      chained.forget(detector);
      return defined(detector);
    }
    OnnxModel own = open(detector, sent, opened);
    chained.tell(Objects.requireNonNull(live.find(detector)), own.digest());
    return own;
  }

  private OnnxModel open(String detector, ModelFile model, List<SharedModel> opened) {
    DetectorDefinition definition = Objects.requireNonNull(live.find(detector));
    SharedModel hold = SharedModel.acquire(model.digest(), model.bytes(), placement(definition));
    opened.add(hold);
    ModelAdmission.admit(definition, hold.model());
    return hold.model();
  }

  @Override
  void flush(MicroBatch batch) {
    List<Window> windows = batch.waiting();
    MicroBatch shadow = windows.isEmpty() ? null : shadows.get(windows.get(0).detector());
    if (shadow != null) {
      windows.forEach(shadow::add);
      shadow.score();
      shadow.drain(scored -> seenByShadow.add(scored.by(shadow.digest(), true)));
    }
    serving = batch.digest();
    super.flush(batch);
  }

  /** Each window of the serving model, then what the shadow says of the same. */
  @Override
  void emit(ScoredWindow scored) {
    boolean forgotten = scored.window().phase() == Window.Phase.FORGOTTEN;
    super.emit(forgotten ? scored : scored.by(serving, false));
    ScoredWindow seen = forgotten ? null : seenByShadow.poll();
    if (seen != null) {
      super.emit(seen);
    }
  }

  /** Event time is the windows' own; commands have none. */
  @Override
  public void processWatermark1(Watermark watermark) throws Exception {
    processWatermark(watermark);
  }

  @Override
  public void processWatermark2(Watermark watermark) {}

  @Override
  public void close() throws Exception {
    if (holds != null) {
      holds.values().forEach(held -> held.forEach(SharedModel::close));
      holds.clear();
    }
    if (redefined != null) {
      Redefined.close(getRuntimeContext());
      redefined = null;
    }
    super.close();
  }
}
