package io.tidemark.pipeline.detect;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.line.DetectorModels;
import io.tidemark.detector.line.KeyLine;
import io.tidemark.detector.line.KeyStore;
import io.tidemark.detector.line.LineListener;
import io.tidemark.detector.line.LineModel;
import io.tidemark.detector.line.Maintenances;
import io.tidemark.detector.model.BatchPlan;
import io.tidemark.detector.model.ModelAdmission;
import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.Placement;
import io.tidemark.detector.model.SharedModel;
import io.tidemark.detector.window.FleetFeatures;
import io.tidemark.detector.window.KeyWindows;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.control.ModelFile;
import io.tidemark.pipeline.control.ModelRollout;
import io.tidemark.pipeline.log.OncePerMinute;
import io.tidemark.schemas.feedback.RaisedThresholds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines of a subtask's detectors with the models at work in them, admitted on this machine. The
 * sessions are shared by all slots of the process. Close it with the operator.
 */
final class DetectorLines implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DetectorLines.class);
  private static final long MIB = 1 << 20;

  private final LineSettings settings;
  private final RuntimeContext context;
  private final double share;
  private final AlertStarts alertStarts;
  private final RaisedThresholds raised;
  private final AlertBudgets budgets;
  private final ScoringMetrics metrics;
  private final OncePerMinute perMinute;
  private final Maintenances maintenances;
  private final Predicate<Window> sheds;
  private final Function<String, KeyStore> stores;
  private final Function<String, LineListener> listeners;
  private final Map<String, KeyLine> lines = new HashMap<>();
  private final Map<String, List<SharedModel>> holds = new HashMap<>();

  DetectorLines(
      LineSettings settings,
      RuntimeContext context,
      AlertStarts alertStarts,
      RaisedThresholds raised,
      AlertBudgets budgets,
      ScoringMetrics metrics,
      OncePerMinute perMinute,
      Maintenances maintenances,
      Predicate<Window> sheds,
      Function<String, KeyStore> stores,
      Function<String, LineListener> listeners) {
    this.settings = settings;
    this.context = context;
    this.share = Share.ofKeys(context);
    this.alertStarts = alertStarts;
    this.raised = raised;
    this.budgets = budgets;
    this.metrics = metrics;
    this.perMinute = perMinute;
    this.maintenances = maintenances;
    this.sheds = sheds;
    this.stores = stores;
    this.listeners = listeners;
  }

  @Nullable KeyLine find(String detector) {
    return lines.get(detector);
  }

  Collection<KeyLine> all() {
    return lines.values();
  }

  /**
   * Lets a detector's models be at work from now on. Opens what is needed before it lets go of what
   * is not; no window of the detector may be waiting.
   *
   * @param own file of the model that the definition names, where it came by a command; null: the
   *     configuration's
   * @throws ModelException when a model does not fit; nothing has changed then
   */
  void follow(DetectorDefinition definition, @Nullable ModelFile own, ModelRollout rollout) {
    List<SharedModel> opened = new ArrayList<>();
    try {
      DetectorModels detectorModels = models(definition, own, rollout, opened);
      lines.put(
          definition.name(),
          line(definition, detectorModels, serve(definition, own, rollout, opened)));
    } catch (RuntimeException unfit) {
      opened.forEach(SharedModel::close);
      throw unfit;
    } catch (OutOfMemoryError tooLarge) {
      opened.forEach(SharedModel::close);
      throw new ModelException("it needs more memory than is available: " + tooLarge.getMessage());
    }
    release(holds.put(definition.name(), opened));
  }

  /**
   * Shows and says what serves.
   *
   * @param opened the model files at work, the serving one first where one serves
   * @return what it knows of the fleet's features
   */
  private FleetFeatures serve(
      DetectorDefinition definition,
      @Nullable ModelFile own,
      ModelRollout rollout,
      List<SharedModel> opened) {
    if (file(own, rollout.serving()) == null && definition.model() == null) {
      metrics.runsWithoutModel(definition.name());
      if (perMinute.allows("no model of " + definition.name())) {
        LOG.info(
            "Detector {} has no model: the linear companion judges its keys alone. A trained model"
                + " sees more: make one with tidemark train --topic TOPIC --from TIME --out FILE,"
                + " then tidemark model offer",
            definition.name());
      }
      return FleetFeatures.UNKNOWN;
    }
    OnnxModel serving = opened.get(0).model();
    BatchPlan plan = serving.plan(settings.scoring().batchSize());
    metrics.runs(definition.name(), serving, plan);
    logServing(definition.name(), serving, plan);
    return serving.metadata().fleetFeatures();
  }

  /** A model that came by a command, or the definition's own where that did; else null. */
  private static @Nullable ModelFile file(@Nullable ModelFile own, @Nullable ModelFile sent) {
    return sent == null ? own : sent;
  }

  private void logServing(String detector, OnnxModel model, BatchPlan plan) {
    if (perMinute.allows("model " + model.digest() + " of " + detector)) {
      LOG.info(
          "Detector {} is served by model {} ({}) on {}: {}; batches of {}, {} us a window",
          detector,
          model.metadata().version(),
          model.digest().substring(0, 12),
          model.provider().provider(),
          model.provider().reason(),
          plan.batch(),
          "%.1f".formatted(plan.microsPerWindow()));
    }
  }

  private DetectorModels models(
      DetectorDefinition definition,
      @Nullable ModelFile own,
      ModelRollout rollout,
      List<SharedModel> opened) {
    LineModel serving = open(definition, own, rollout.serving(), opened);
    LineModel fallback = null;
    if (rollout.replaced()) {
      fallback = open(definition, own, rollout.previous(), opened);
    } else if (rollout.candidate() != null && !rollout.shadowing()) {
      fallback = open(definition, own, rollout.candidate(), opened); // it served until a roll-back
    }
    LineModel shadow =
        rollout.candidate() != null && rollout.shadowing()
            ? open(definition, own, rollout.candidate(), opened)
            : null;
    return new DetectorModels(serving, fallback, shadow);
  }

  /** Opens a model that came by a command, or the one that the definition names, if any. */
  private LineModel open(
      DetectorDefinition definition,
      @Nullable ModelFile own,
      @Nullable ModelFile file,
      List<SharedModel> opened) {
    ModelFile sent = file(own, file);
    if (sent == null && definition.model() == null) {
      LineModel alone = LineModel.companionAlone(definition, settings.scoring().batchSize(), share);
      budgets.start(definition.name(), alone);
      return alone;
    }
    Placement placement =
        new Placement(
            definition.provider(),
            CudaDevice.of(context),
            settings.scoring().cudaMemoryMiB() * MIB);
    SharedModel hold =
        sent == null
            ? SharedModel.acquire(settings.files().locate(definition, context), placement)
            : SharedModel.acquire(sent.digest(), sent.bytes(), placement);
    opened.add(hold);
    OnnxModel model = hold.model();
    ModelAdmission.admit(definition, model);
    model.plan(settings.scoring().batchSize());
    LineModel atWork =
        settings.by().model(definition, model, settings.scoring().batchSize(), share);
    budgets.start(definition.name(), atWork);
    return atWork;
  }

  private KeyLine line(
      DetectorDefinition definition, DetectorModels detectorModels, FleetFeatures fleet) {
    KeyWindows windows = new KeyWindows(definition, fleet);
    String name = definition.name();
    KeyLine line =
        new KeyLine(
            definition,
            key -> windows,
            detectorModels,
            settings.forgetAfter(),
            alertStarts.of(name),
            raised,
            sheds,
            stores.apply(name),
            listeners.apply(name));
    line.heed(maintenances);
    return line;
  }

  /** Takes a detector's models from work. */
  void remove(String detector) {
    lines.remove(detector);
    metrics.retired(detector);
    release(holds.remove(detector));
    LOG.info("Detector {} no longer runs", detector);
  }

  private static void release(@Nullable List<SharedModel> before) {
    if (before != null) {
      before.forEach(SharedModel::close);
    }
  }

  @Override
  public void close() {
    holds.values().forEach(DetectorLines::release);
    holds.clear();
    lines.clear();
  }
}
