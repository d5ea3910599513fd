package io.tidemark.export.source;

import io.tidemark.detector.KeyedWindows;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.export.window.AnomalousTicks;
import io.tidemark.export.window.RowSelection;
import io.tidemark.export.window.TrainingWindows;

/**
 * Gathers the training windows of one detector from its sources. Each source is a stream of its
 * own: its keys warm up in it.
 */
public final class TrainingData {
  private final DetectorDefinition definition;
  private final TrainingWindows windows;
  private final boolean excludeLabelled;
  private long events;
  private long labelled;

  /**
   * @param excludeLabelled whether windows that touch an anomalous event are left out
   */
  public TrainingData(DetectorDefinition definition, boolean excludeLabelled) {
    this.definition = definition;
    this.excludeLabelled = excludeLabelled;
    windows = new TrainingWindows(definition);
  }

  /** Reads a source to its end; the caller closes it. */
  public void read(EventSource source, RowSelection rows) {
    AnomalousTicks anomalous = new AnomalousTicks();
    KeyedWindows cutter =
        new KeyedWindows(
            definition,
            window -> {
              if (!anomalous.touch(window)) {
                windows.add(window, rows);
              }
            },
            late -> {});
    source.forEach(
        (observation, label) -> {
          events++;
          if (label) {
            labelled++;
            if (excludeLabelled) {
              anomalous.add(observation.key(), observation.eventTimeMillis());
            }
          }
          cutter.add(observation);
        });
    cutter.finish();
  }

  public TrainingWindows windows() {
    return windows;
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
