package io.tidemark.lab.state;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.line.KeyModels;
import io.tidemark.detector.line.KeyState;
import io.tidemark.detector.line.LineListener;
import io.tidemark.detector.model.ModelAdmission;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.detect.DetectOperator;
import io.tidemark.pipeline.detect.LineSettings;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.schemas.AnomalyAlert;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Gives keys the state that they have after their warm-up, in the place of {@link DetectOperator},
 * which goes on from its savepoint: with the first record of a key what moves with each event and a
 * timer, with the second what the key has learned.
 */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class SeedOperator extends AbstractStreamOperator<AnomalyAlert>
    implements OneInputStreamOperator<Observation, AnomalyAlert>,
        Triggerable<DetectorKey, VoidNamespace> {
  private static final long serialVersionUID = 1L;

  /** Records that the running job has taken. */
  static final AtomicLong SEEDED = new AtomicLong();

  private final Fleet fleet;
  private final Detectors detectors;
  private final LineSettings settings;
  private transient @Nullable OnnxModel model;
  private transient WarmKeys warm;
  private transient ValueState<KeyState> states;
  private transient ValueState<KeyModels> models;
  private transient InternalTimerService<VoidNamespace> timers;

  SeedOperator(Fleet fleet, Detectors detectors, LineSettings settings) {
    this.fleet = fleet;
    this.detectors = detectors;
    this.settings = settings;
  }

  @Override
  public void open() throws Exception {
    super.open();
    DetectorDefinition definition = detectors.definitions().iterator().next();
    OnnxModel opened = ModelAdmission.open(definition);
    model = opened;
    warm = new WarmKeys(fleet, definition, opened, settings, new LineListener() {});
    states = getKeyedStateStore().getState(DetectOperator.KEY);
    models = getKeyedStateStore().getState(DetectOperator.MODELS);
    timers = getInternalTimerService("keys", VoidNamespaceSerializer.INSTANCE, this);
  }

  @Override
  public void processElement(StreamRecord<Observation> element) throws Exception {
    long number = element.getValue().source().offset();
    if (number < 0) {
      return; // idle
    }
    int device = (int) (number % fleet.keys());
    if (number < fleet.keys()) {
      KeyState state = warm.state(device);
      states.update(state);
      timers.registerEventTimeTimer(VoidNamespace.INSTANCE, state.timer());
    } else {
      models.update(warm.models(device));
    }
    SEEDED.incrementAndGet();
  }

  @Override
  public void onEventTime(InternalTimer<DetectorKey, VoidNamespace> timer) {
    // the end of the input
  }

  @Override
  public void onProcessingTime(InternalTimer<DetectorKey, VoidNamespace> timer) {
    throw new IllegalStateException("no such timer is ever set");
  }

  @Override
  public void close() throws Exception {
    if (model != null) {
      model.close();
      model = null;
    }
    super.close();
  }
}
