package io.tidemark.export.window;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.window.FleetFeatures;
import io.tidemark.detector.window.FleetFeaturesLearner;
import io.tidemark.detector.window.WarmUpReport;
import io.tidemark.detector.window.Window;
import io.tidemark.detector.window.WindowSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Cuts training windows twice: to learn how the keys of the fleet move, and, with that, to train.
 * Ticks that are wrong by the rules of a warm-up are left out.
 */
public final class TrainingCut {
  private final DetectorDefinition definition;
  private final Source source;

  /** Cuts windows, each time the same. */
  @FunctionalInterface
  public interface Source {
    /**
     * Cuts the windows that are to train, of each key in time order.
     *
     * @param fleet how the keys move, as far as it is known
     */
    void cut(FleetFeatures fleet, WindowSink out);
  }

  public TrainingCut(DetectorDefinition definition, Source source) {
    this.definition = definition;
    this.source = source;
  }

  /**
   * The windows.
   *
   * @throws DefinitionException when a feature has no finite value
   */
  public TrainingWindows windows() {
    FleetFeatures fleet = fleet();
    TrainingWindows windows = new TrainingWindows(definition, fleet);
    Map<String, List<Window>> byKey = new TreeMap<>();
    source.cut(
        fleet,
        new WindowSink() {
          @Override
          public void accept(Window window) {
            byKey.computeIfAbsent(window.key(), unseen -> new ArrayList<>()).add(window);
          }

          @Override
          public void warmUp(WarmUpReport report) {
            if (report.outcome() != WarmUpReport.Outcome.PROLONGED) {
              windows.leaveOut(report.key(), report.leftOut());
            }
          }
        });
    byKey.forEach(
        (key, cut) -> {
          WrongTicks wrong = new WrongTicks(definition, fleet);
          wrong.without(cut).forEach(window -> windows.add(window, RowSelection.ALL));
          windows.leaveOut(key, wrong.leftOut());
        });
    return windows;
  }

  private FleetFeatures fleet() {
    FleetFeaturesLearner learner = new FleetFeaturesLearner(definition.features().size());
    source.cut(FleetFeatures.UNKNOWN, learner::add);
    return learner.features();
  }
}
