package io.tidemark.lab.noise;

import io.tidemark.detector.DetectorLine;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ModelReference;
import io.tidemark.detector.line.LineListener;
import io.tidemark.detector.line.LineModel;
import io.tidemark.detector.line.OpenModel;
import io.tidemark.lab.quality.LabelledSet;
import io.tidemark.schemas.AnomalyAlert;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A labelled set sent through the detector's line, by the set's protocol: its own model, its own
 * warm-ups. A fault is a run of ticks of label 1, as far as it lasts beyond the key's first
 * verdict.
 */
final class SetMessages implements LineListener {
  private final DetectorDefinition definition;
  private final List<AnomalyAlert> alerts = new ArrayList<>();
  private final Map<String, Instant> firstVerdicts = new HashMap<>();

  /** Of each tick of a key that had input, whether it is labelled. */
  private final Map<String, TreeMap<Long, Boolean>> labels = new TreeMap<>();

  private SetMessages(DetectorDefinition definition) {
    this.definition = definition;
  }

  /**
   * What came of a set.
   *
   * @param model file for the model, which is written
   */
  static Messages of(LabelledSet set, Path model) throws IOException {
    set.train(model);
    DetectorDefinition definition =
        set.definition().withModel(new ModelReference(model, set.definition().provider()));
    SetMessages messages = new SetMessages(definition);
    try (OpenModel open = OpenModel.of(definition)) {
      messages.read(set, open);
    }
    return new Messages(definition, messages.faults(), messages.alerts);
  }

  private void read(LabelledSet set, OpenModel model) {
    long tick = definition.window().tick().toMillis();
    Map<String, DetectorLine> lines = new LinkedHashMap<>();
    set.forEach(
        (observation, label) -> {
          String key = observation.key();
          labels
              .computeIfAbsent(key, unseen -> new TreeMap<>())
              .merge(Math.floorDiv(observation.eventTimeMillis(), tick), label, Boolean::logicalOr);
          lines.computeIfAbsent(key, unseen -> line(set.warmup(key), model)).add(observation);
        });
    lines.values().forEach(DetectorLine::finish);
  }

  private DetectorLine line(int warmup, OpenModel model) {
    DetectorDefinition ofKey = definition.withBaseline(definition.baseline().withWarmup(warmup));
    return new DetectorLine(ofKey, key -> warmup, model, this);
  }

  @Override
  public void judged(Verdict verdict, LineModel model) {
    var window = verdict.scored().window();
    firstVerdicts.putIfAbsent(window.key(), Instant.ofEpochMilli(window.endMillis()));
  }

  @Override
  public void alert(AnomalyAlert alert) {
    alerts.add(alert);
  }

  private List<LabelledFault> faults() {
    List<LabelledFault> faults = new ArrayList<>();
    labels.forEach((key, ticks) -> faults.addAll(runs(key, ticks)));
    return LabelledFault.joined(
        faults.stream()
            .filter(
                fault ->
                    firstVerdicts.containsKey(fault.key())
                        && !fault.end().isBefore(firstVerdicts.get(fault.key())))
            .toList());
  }

  /** A tick without input ends no run. */
  private List<LabelledFault> runs(String key, TreeMap<Long, Boolean> ticks) {
    long length = definition.window().tick().toMillis();
    List<LabelledFault> runs = new ArrayList<>();
    boolean lasts = false;
    for (Map.Entry<Long, Boolean> tick : ticks.entrySet()) {
      if (tick.getValue()) {
        Instant start = Instant.ofEpochMilli(tick.getKey() * length);
        LabelledFault one = new LabelledFault(key, start, start.plusMillis(length));
        int last = runs.size() - 1;
        if (lasts) {
          runs.set(last, new LabelledFault(key, runs.get(last).start(), one.end()));
        } else {
          runs.add(one);
        }
      }
      lasts = tick.getValue();
    }
    return runs;
  }
}
