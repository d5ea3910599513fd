package io.tidemark.export.evaluation;

import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.DetectorDefinition;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One line for all keys, as the job has it; where keys warm up in their own time, one a key. */
final class ByKey<T> {
  private final DetectorDefinition definition;
  private final @Nullable Warmups warmups;
  private final Function<DetectorDefinition, T> make;
  private final Map<String, T> lines = new LinkedHashMap<>();

  ByKey(
      DetectorDefinition definition,
      @Nullable Warmups warmups,
      Function<DetectorDefinition, T> make) {
    this.definition = definition;
    this.warmups = warmups;
    this.make = make;
  }

  T of(String key) {
    return lines.computeIfAbsent(warmups == null ? "" : key, this::line);
  }

  Collection<T> all() {
    return lines.values();
  }

  private T line(String key) {
    Integer ticks = warmups == null ? null : warmups.ticks(key);
    return make.apply(
        ticks == null
            ? definition
            : definition.withBaseline(new Baseline(definition.baseline().per(), ticks)));
  }
}
