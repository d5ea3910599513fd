package io.tidemark.detector;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.window.FleetFeatures;
import io.tidemark.detector.window.KeyWindows;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** What cuts the windows of keys that warm up each in its own time. */
final class WarmUps implements Function<String, KeyWindows> {
  private final DetectorDefinition definition;
  private final FleetFeatures fleet;
  private final ToIntFunction<String> warmup;
  private final Map<Integer, KeyWindows> byTicks = new HashMap<>();
  private final Map<String, KeyWindows> byKey = new HashMap<>();

  /**
   * @param fleet how the keys of the fleet move
   * @param warmup ticks of a key before its first verdict; asked for once a key
   */
  WarmUps(DetectorDefinition definition, FleetFeatures fleet, ToIntFunction<String> warmup) {
    this.definition = definition;
    this.fleet = fleet;
    this.warmup = warmup;
  }

  @Override
  public KeyWindows apply(String key) {
    KeyWindows known = byKey.get(key);
    if (known == null) {
      known = byTicks.computeIfAbsent(warmup.applyAsInt(key), this::windows);
      byKey.put(key, known);
    }
    return known;
  }

  private KeyWindows windows(int ticks) {
    return new KeyWindows(definition.withBaseline(definition.baseline().withWarmup(ticks)), fleet);
  }
}
