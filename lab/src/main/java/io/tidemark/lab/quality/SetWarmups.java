package io.tidemark.lab.quality;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.export.evaluation.Warmups;
import io.tidemark.export.table.TableRow;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The warm-ups that a set prescribes. Where the stretch lies in the training folder, a key warms up
 * on its rows there, provided that they are all earlier than its rows here; any other key warms up
 * on its own first rows.
 */
final class SetWarmups implements Warmups {
  private final StretchRows own;
  private final int fewest;
  private final @Nullable StretchRows earlier;

  /**
   * @param tested the set whose keys are judged
   * @param trained the set of the training folder
   */
  SetWarmups(DetectorDefinition definition, LoadedSet tested, LoadedSet trained) {
    fewest = definition.window().length() + 1;
    own = new StretchRows(definition, tested);
    earlier =
        tested.set().calibration().fromTraining() ? new StretchRows(definition, trained) : null;
  }

  /** Of a set by itself. */
  SetWarmups(DetectorDefinition definition, LoadedSet set) {
    fewest = definition.window().length() + 1;
    own = new StretchRows(definition, set);
    earlier = null;
  }

  private boolean warmedUpEarlier(String key) {
    return earlier != null && earlier.ticks(key) > 0 && earlier.endsBefore(own, key);
  }

  @Override
  public @Nullable Integer ticks(String key) {
    int ticks = earlier != null && warmedUpEarlier(key) ? earlier.ticks(key) : own.ticks(key);
    return ticks == 0 ? null : (Integer) Math.max(ticks, fewest);
  }

  @Override
  public boolean skips(TableRow row, Observation observation) {
    return !warmedUpEarlier(observation.key()) && own.skips(observation.key(), row.number());
  }

  @Override
  public void before(BiConsumer<TableRow, Observation> consumer) {
    if (earlier != null) {
      earlier.forEach(
          (row, observation) -> {
            if (warmedUpEarlier(observation.key())) {
              consumer.accept(row, observation);
            }
          });
    }
  }
}
