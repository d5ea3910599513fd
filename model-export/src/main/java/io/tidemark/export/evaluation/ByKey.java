package io.tidemark.export.evaluation;

import io.tidemark.detector.definition.DetectorDefinition;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One line for all keys, as the job has it; where keys warm up in their own time, one a key, since
 * what a line learns before its first verdict depends on it. But keys that share a budget of alerts
 * share the line.
 */
final class ByKey<T> {
  private final DetectorDefinition definition;
  private final @Nullable Warmups warmups;
  private final Maker<T> make;
  private final Map<String, T> lines = new LinkedHashMap<>();

  ByKey(DetectorDefinition definition, @Nullable Warmups warmups, Maker<T> make) {
    this.definition = definition;
    this.warmups = warmups;
    this.make = make;
  }

  T of(String key) {
    boolean together = warmups == null || TableReading.keysShareABudget(definition);
    return lines.computeIfAbsent(
        together ? "" : key,
        name ->
            make.line(
                together
                    ? definition
                    : definition.withBaseline(definition.baseline().withWarmup(warmup(key))),
                this::warmup));
  }

  Collection<T> all() {
    return lines.values();
  }

  private int warmup(String key) {
    Integer ticks = warmups == null ? null : warmups.ticks(key);
    return ticks == null ? definition.baseline().warmup() : ticks;
  }

  /** Makes a line. */
  @FunctionalInterface
  interface Maker<T> {
    /**
     * A line for one key or for all.
     *
     * @param warmup ticks of a key's warm-up
     */
    T line(DetectorDefinition definition, ToIntFunction<String> warmup);
  }
}
