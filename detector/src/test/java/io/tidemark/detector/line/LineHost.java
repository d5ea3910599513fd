package io.tidemark.detector.line;

import io.tidemark.detector.Recorder;
import io.tidemark.detector.RoundTrip;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.line.PartitionedLog.Entry;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.KeyWindows;
import io.tidemark.schemas.feedback.RaisedThresholds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * For tests: reads a partitioned log into a line as a job does. Its choices are those that a job
 * leaves to chance: which partition is read next, when timers fire, when batches are flushed, when
 * it is restored.
 */
final class LineHost {
  final Recorder recorder = new Recorder();
  final RaisedThresholds raised = new RaisedThresholds();
  final KeyLine line;
  private final Map<String, KeyState> states = new LinkedHashMap<>();
  private final Map<String, KeyModels> models = new HashMap<>();
  private String current = "";
  private long watermark = Long.MIN_VALUE;

  LineHost(DetectorDefinition definition, DetectorModels detectorModels) {
    this(definition, detectorModels, Duration.ofDays(36_500));
  }

  LineHost(DetectorDefinition definition, DetectorModels detectorModels, Duration forgetAfter) {
    KeyWindows windows = new KeyWindows(definition);
    line =
        new KeyLine(
            definition,
            key -> windows,
            detectorModels,
            forgetAfter,
            KeyLine.ALL_ALERTS,
            raised,
            window -> false,
            new Store(),
            recorder);
  }

  /**
   * What is left to chance.
   *
   * @param random for all of it
   * @param anyOrder whether partitions are read in any order, or in that of log time
   * @param flushes whether batches are flushed now and then before they are full
   * @param restores whether keys are written and read back now and then
   */
  record Chance(Random random, boolean anyOrder, boolean flushes, boolean restores) {
    static Chance none() {
      return new Chance(new Random(0), false, false, false);
    }

    static Chance all(long seed) {
      return new Chance(new Random(seed), true, true, true);
    }
  }

  /** Reads all partitions to their end. */
  LineHost read(List<List<Entry>> partitions, Chance chance) {
    int[] next = new int[partitions.size()];
    int turn = 0;
    for (int partition = choose(partitions, next, turn, chance);
        partition >= 0;
        partition = choose(partitions, next, ++turn, chance)) {
      Entry entry = partitions.get(partition).get(next[partition]++);
      observe(entry.observation(), entry.logMillis(), watermark);
      if (chance.flushes && chance.random.nextInt(50) == 0) {
        line.flush();
      }
      if (chance.restores && chance.random.nextInt(20) == 0) {
        List<String> keys = List.copyOf(states.keySet());
        restore(keys.get(chance.random.nextInt(keys.size())));
      }
      if (!chance.anyOrder || chance.random.nextInt(3) == 0) {
        advance(watermark(partitions, next));
      }
    }
    advance(PartitionedLog.END);
    return this;
  }

  /** Which partition to read next: all of them once, then as chance will have it; -1 at the end. */
  private static int choose(List<List<Entry>> partitions, int[] next, int turn, Chance chance) {
    List<Integer> left = new ArrayList<>();
    int earliest = -1;
    for (int p = 0; p < next.length; p++) {
      if (next[p] == partitions.get(p).size()) {
        continue;
      }
      left.add(p);
      if (earliest < 0 || log(partitions, next, p) < log(partitions, next, earliest)) {
        earliest = p;
      }
    }
    if (left.isEmpty() || !chance.anyOrder) {
      return earliest;
    }
    // One partition may be read far ahead of the others, then another.
    return turn < left.size()
        ? left.get(turn)
        : left.get(new Random(turn / 17 * 31L + chance.random.nextInt(2)).nextInt(left.size()));
  }

  private static long log(List<List<Entry>> partitions, int[] next, int p) {
    return partitions.get(p).get(next[p]).logMillis();
  }

  /** Log time up to which all partitions have been read. */
  private static long watermark(List<List<Entry>> partitions, int[] next) {
    long slowest = PartitionedLog.END;
    for (int p = 0; p < next.length; p++) {
      List<Entry> entries = partitions.get(p);
      if (next[p] < entries.size()) {
        long read = next[p] == 0 ? Long.MIN_VALUE : entries.get(next[p] - 1).logMillis();
        slowest = Math.min(slowest, read);
      }
    }
    return slowest;
  }

  void observe(Observation observation, long logMillis, long readTo) {
    current = observation.key();
    KeyState state = states.computeIfAbsent(current, line::start);
    line.observe(state, observation, logMillis, readTo);
  }

  /** Lets the log go on to some time without an event. */
  void advance(long logMillis) {
    watermark = Math.max(watermark, logMillis);
    for (String key : List.copyOf(states.keySet())) {
      current = key;
      KeyState state = state(key);
      for (long due = line.due(key, state); due <= watermark; due = line.due(key, state)) {
        if (line.advance(key, state, due)) {
          line.forget(key, state, modelsOf(key));
          states.remove(key);
          models.remove(key);
          break;
        }
      }
    }
  }

  LineHost finish() {
    for (Map.Entry<String, KeyState> entry : states.entrySet()) {
      current = entry.getKey();
      line.advance(current, entry.getValue(), Long.MAX_VALUE);
    }
    line.flush();
    return this;
  }

  /** Writes a key and reads it back, if none of its windows waits. */
  void restore(String key) {
    if (!state(key).isWaiting()) {
      states.put(key, RoundTrip.of(state(key), KeyState::write, KeyState::read));
      models.put(key, RoundTrip.of(modelsOf(key), KeyModels::write, KeyModels::read));
    }
  }

  /** Whether a key is known. */
  boolean knows(String key) {
    return states.containsKey(key);
  }

  KeyState state(String key) {
    return Objects.requireNonNull(states.get(key));
  }

  KeyModels modelsOf(String key) {
    return models.computeIfAbsent(key, unseen -> new KeyModels());
  }

  private final class Store implements KeyStore {
    @Override
    public KeyModels models() {
      return modelsOf(current);
    }

    @Override
    public void judged(String key, KeyState state) {
      // the map holds the live objects
    }
  }
}
