package io.tidemark.export.source;

import io.tidemark.detector.KeyedWindows;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.export.window.AnomalousTicks;
import io.tidemark.export.window.InputProfile;
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

  /**
   * Reads a source to its end; the caller closes it.
   *
   * @return what was read
   */
  public InputProfile read(EventSource source, RowSelection rows) {
    InputProfile profile = new InputProfile(definition);
    AnomalousTicks anomalous = new AnomalousTicks();
    long[] cut = new long[1];
    KeyedWindows cutter =
        new KeyedWindows(
            definition,
            window -> {
              cut[0]++;
              if (!anomalous.touch(window)) {
                windows.add(window, rows);
              }
            },
            profile::late);
    source.forEach(
        (observation, label) -> {
          events++;
          profile.add(observation);
          if (label) {
            labelled++;
            if (excludeLabelled) {
              anomalous.add(observation.key(), observation.eventTimeMillis());
            }
          }
          cutter.add(observation);
        });
    cutter.finish();
    if (cut[0] == 0) {
      windows.none(source.name(), profile);
    }
    return profile;
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
