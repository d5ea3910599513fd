package io.tidemark.export.source;

import io.tidemark.detector.KeyedWindows;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.FleetFeatures;
import io.tidemark.detector.window.WindowSink;
import io.tidemark.export.window.AnomalousTicks;
import io.tidemark.export.window.InputProfile;
import io.tidemark.export.window.RowSelection;
import io.tidemark.export.window.SelectedWindows;
import io.tidemark.export.window.TrainingCut;
import io.tidemark.export.window.TrainingWindows;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the training windows of one detector from its sources. Each source is a stream of its
 * own: its keys warm up in it.
 */
public final class TrainingData {
  private final DetectorDefinition definition;
  private final boolean excludeLabelled;
  private final List<Stream> streams = new ArrayList<>();
  private @Nullable TrainingWindows windows;
  private long events;
  private long labelled;

  /** A source that was read, kept because its windows are cut more than once. */
  private record Stream(
      List<Observation> observations,
      AnomalousTicks anomalous,
      RowSelection rows,
      @Nullable String gaveNone) {}

  /**
   * @param excludeLabelled whether windows that touch an anomalous event are left out
   */
  public TrainingData(DetectorDefinition definition, boolean excludeLabelled) {
    this.definition = definition;
    this.excludeLabelled = excludeLabelled;
  }

  /**
   * Reads a source to its end; the caller closes it.
   *
   * @return what was read
   */
  public InputProfile read(EventSource source, RowSelection rows) {
    InputProfile profile = new InputProfile(definition);
    List<Observation> observations = new ArrayList<>();
    AnomalousTicks anomalous = new AnomalousTicks();
    source.forEach(
        (observation, label) -> {
          events++;
          profile.add(observation);
          observations.add(observation);
          if (label) {
            labelled++;
            if (excludeLabelled) {
              anomalous.add(observation.key(), observation.eventTimeMillis());
            }
          }
        });
    long[] cut = new long[1];
    cut(observations, FleetFeatures.UNKNOWN, window -> cut[0]++, profile::late);
    String none = cut[0] == 0 ? source.name() + " gave no window: " + profile.whyNoWindow() : null;
    streams.add(new Stream(observations, anomalous, rows, none));
    windows = null;
    return profile;
  }

  /**
   * The windows of all that was read.
   *
   * @throws DefinitionException when a feature has no finite value
   */
  public TrainingWindows windows() {
    TrainingWindows all = windows;
    if (all == null) {
      all = new TrainingCut(definition, this::cut).windows();
      for (Stream stream : streams) {
        if (stream.gaveNone != null) {
          all.none(stream.gaveNone);
        }
      }
      windows = all;
    }
    return all;
  }

  /** Cuts the windows of all that was read, those that are to train. */
  public void cut(FleetFeatures fleet, WindowSink out) {
    for (Stream stream : streams) {
      WindowSink selected =
          new SelectedWindows(
              window -> stream.rows.selects(definition, window) && !stream.anomalous.touch(window),
              out);
      cut(stream.observations, fleet, selected, late -> {});
    }
  }

  private void cut(
      List<Observation> observations,
      FleetFeatures fleet,
      WindowSink out,
      Consumer<Observation> late) {
    KeyedWindows cutter =
        new KeyedWindows(definition, fleet, key -> definition.baseline().warmup(), out, late);
    observations.forEach(cutter::add);
    cutter.finish();
  }

  /** Observations read so far. */
  public long events() {
    return events;
  }

  /** Those that a label calls anomalous. */
  public long labelled() {
    return labelled;
  }
}
