package io.tidemark.pipeline.alert;

import io.tidemark.detector.alert.Incident;
import io.tidemark.detector.alert.IncidentTracker;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.scoring.ByModel;
import io.tidemark.pipeline.scoring.ModelFiles;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.KeyCounts;
import io.tidemark.pipeline.type.Tally;
import io.tidemark.pipeline.type.Types;
import io.tidemark.pipeline.window.LearnAnew;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Makes incidents of each key's verdicts. Only keys in trouble have state here. */
@SuppressWarnings("NullAway.Init") // transient fields are set before the first element
public final class IncidentFunction extends KeyedProcessFunction<DetectorKey, Verdict, AnomalyAlert>
    implements CheckpointedFunction {
  private static final long serialVersionUID = 1L;

  private final Detectors detectors;
  private final ModelFiles files;
  private final Scoring scoring;
  private transient @Nullable ByModel<IncidentTracker> trackers;
  private transient ValueState<Incident> incidents;
  private transient Tally opened;
  private transient Tally resolved;
  private transient Tally newNormals;
  private transient @Nullable LearnAnew anew;
  private transient KeyCounts openIncidents;

  public IncidentFunction(Detectors detectors, ModelFiles files, Scoring scoring) {
    this.detectors = detectors;
    this.files = files;
    this.scoring = scoring;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    Map<String, Long> shapes = new HashMap<>();
    detectors.definitions().forEach(detector -> shapes.put(detector.name(), 0L));
    openIncidents =
        KeyCounts.restore(context.getOperatorStateStore(), "open-incidents", shapes, true);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    openIncidents.save();
  }

  @Override
  public void open(OpenContext context) {
    openIncidents.show(getRuntimeContext().getMetricGroup(), "openIncidents");
    trackers = new ByModel<>(detectors, files, scoring, getRuntimeContext(), IncidentTracker::new);
    incidents =
        getRuntimeContext().getState(new ValueStateDescriptor<>("incident", Types.INCIDENT));
    opened = new Tally(getRuntimeContext(), "alertsOpened");
    resolved = new Tally(getRuntimeContext(), "alertsResolved");
    newNormals = new Tally(getRuntimeContext(), "newNormals");
    anew = LearnAnew.open(getRuntimeContext());
  }

  @Override
  public void processElement(Verdict verdict, Context context, Collector<AnomalyAlert> out)
      throws IOException {
    Incident known = incidents.value();
    if (verdict.scored().window().phase() == Window.Phase.FORGOTTEN) {
      incidents.clear();
      countOpen(context, known != null && known.isOpen(), false);
      if (known != null) {
        tell(forget(known, verdict, context.getCurrentKey()), out);
      }
      return;
    }
    if (known == null && !verdict.anomalous()) {
      return;
    }
    Incident incident = known == null ? new Incident() : known;
    boolean wasOpen = incident.isOpen();
    AnomalyAlert alert = tracker(verdict).track(incident, verdict);
    countOpen(context, wasOpen, incident.isOpen());
    if (incident.learnsAnew()) {
      Objects.requireNonNull(anew).ask(context.getCurrentKey());
    }
    if (incident.isOpen() || incident.learnsAnew() || verdict.anomalous()) {
      incidents.update(incident);
    } else {
      incidents.clear(); // the next anomalous window starts a new count
    }
    tell(alert, out);
  }

  private @Nullable AnomalyAlert forget(Incident incident, Verdict verdict, DetectorKey key) {
    return Objects.requireNonNull(trackers).knows(key.detector())
        ? tracker(verdict).forget(incident, key.key())
        : IncidentTracker.forget(incident, key.detector(), key.key());
  }

  private IncidentTracker tracker(Verdict verdict) {
    return Objects.requireNonNull(trackers).of(verdict.scored());
  }

  private void countOpen(Context context, boolean before, boolean after) {
    if (before != after) {
      openIncidents.define(context.getCurrentKey().detector(), 0L);
      openIncidents.add(context.getCurrentKey().detector(), after ? 1 : -1);
    }
  }

  private void tell(@Nullable AnomalyAlert alert, Collector<AnomalyAlert> out) {
    if (alert != null) {
      count(alert.getState());
      out.collect(alert);
    }
  }

  @Override
  public void close() {
    if (trackers != null) {
      trackers.close();
      trackers = null;
    }
    if (anew != null) {
      LearnAnew.close(getRuntimeContext());
      anew = null;
    }
  }

  private void count(AlertState state) {
    if (state == AlertState.OPEN) {
      opened.increment();
    } else if (state == AlertState.RESOLVED) {
      resolved.increment();
    } else if (state == AlertState.NEW_NORMAL) {
      newNormals.increment();
    }
  }
}
