package io.tidemark.console.intake;

import io.tidemark.console.fleet.KeyName;
import io.tidemark.console.signal.BucketWidth;
import io.tidemark.console.signal.SignalBucket;
import io.tidemark.console.signal.SignalFeature;
import io.tidemark.console.signal.SignalStretch;
import io.tidemark.console.store.Position;
import io.tidemark.schemas.FeatureSignal;
import io.tidemark.schemas.WindowScore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Signals that came and are not written yet. They are kept in rounds, some keys at a time, so that
 * alerts of a large fleet need not wait for the signals of all its keys. How far the scores were
 * read moves on when a round is complete: after a crash some signals are read and kept again, which
 * changes nothing. For one thread.
 */
final class SignalBuffer {
  /** Features of a key that are kept; further ones are left out. */
  static final int MOST_FEATURES = 100;

  /** Keys whose signals are kept at a time. */
  static final int SLICE = 5_000;

  private static final int LONGEST_NAME = 200;

  /** Values in memory, of 4 bytes each, beyond which keys are kept without a pause. */
  private static final long MOST_VALUES = 10_000_000;

  /** Detectors whose features are held once for all keys. */
  private static final int MOST_DETECTORS = 1_000;

  private final long room;
  private final IntSupplier keys;
  private final Map<String, List<SignalFeature>> features = new HashMap<>();
  private Map<KeyName, SignalStretch> gathered = new LinkedHashMap<>();
  private Map<KeyName, SignalStretch> round = new LinkedHashMap<>();
  private Map<String, Position> read = new LinkedHashMap<>();
  private Map<String, Position> readByRound = new LinkedHashMap<>();
  private long values;
  private Duration width = BucketWidth.of(1, 1, Long.MAX_VALUE);

  /**
   * Signals to keep now.
   *
   * @param positions how far the scores were read, where this completes a round; else empty
   */
  record Slice(Map<KeyName, SignalStretch> signals, List<Position> positions) {}

  /**
   * @param room bytes of the disk for the signals of all keys
   * @param keys how many keys there are
   */
  SignalBuffer(long room, IntSupplier keys) {
    this.room = room;
    this.keys = keys;
  }

  /** Takes what a record of the scores topic says. */
  void add(KeyName name, WindowScore score) {
    List<FeatureSignal> signals = score.getSignals();
    if (signals.isEmpty()) {
      return;
    }
    int size = Math.min(signals.size(), MOST_FEATURES);
    float[] read = new float[size * SignalBucket.VALUES];
    for (int f = 0; f < size; f++) {
      FeatureSignal signal = signals.get(f);
      int at = f * SignalBucket.VALUES;
      float observed = orNaN(signal.getObserved());
      Arrays.fill(read, at, at + SignalBucket.EXPECTED, observed);
      read[at + SignalBucket.EXPECTED] = orNaN(signal.getExpected());
      read[at + SignalBucket.NORMAL_LOW] = orNaN(signal.getNormalLow());
      read[at + SignalBucket.NORMAL_HIGH] = orNaN(signal.getNormalHigh());
    }
    Double threshold = score.getThreshold();
    SignalBucket bucket =
        new SignalBucket(
            score.getWindowEnd().toEpochMilli(),
            (float) score.getScore(),
            threshold == null ? Float.NaN : threshold.floatValue(),
            read);
    List<SignalFeature> described = features(name.detector(), signals.subList(0, size));
    SignalStretch stretch = gathered.get(name);
    if (stretch == null || !stretch.features().equals(described)) {
      stretch = new SignalStretch(described); // of a definition that changes, the moment is lost
      gathered.put(name, stretch);
    }
    stretch.add(bucket, width.toMillis());
    values += read.length;
  }

  /** The same list for all keys of a detector. */
  private List<SignalFeature> features(String detector, List<FeatureSignal> signals) {
    List<SignalFeature> known = features.get(detector);
    if (known != null && areOf(known, signals)) {
      return known;
    }
    List<SignalFeature> described =
        signals.stream()
            .map(signal -> new SignalFeature(cut(signal.getFeature()), cutUnit(signal.getUnit())))
            .toList();
    if (features.size() >= MOST_DETECTORS) {
      features.clear();
    }
    features.put(detector, described);
    return described;
  }

  private static boolean areOf(List<SignalFeature> known, List<FeatureSignal> signals) {
    Iterator<SignalFeature> features = known.iterator();
    for (FeatureSignal signal : signals) {
      if (!features.hasNext()) {
        return false;
      }
      SignalFeature feature = features.next();
      if (!feature.name().equals(cut(signal.getFeature()))
          || !Objects.equals(feature.unit(), cutUnit(signal.getUnit()))) {
        return false;
      }
    }
    return !features.hasNext();
  }

  private static String cut(String name) {
    return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
  }

  private static @Nullable String cutUnit(@Nullable String unit) {
    return unit == null || unit.isEmpty() ? null : cut(unit);
  }

  private static float orNaN(@Nullable Float value) {
    return value == null ? Float.NaN : value;
  }

  /** The scores topic was read up to here. */
  void read(Position position) {
    read.put(position.topic() + "-" + position.partition(), position);
  }

  /** Whether signals should be kept without waiting for more. */
  boolean isFull() {
    return values > MOST_VALUES;
  }

  /** Whether there is anything to keep. */
  boolean isEmpty() {
    return gathered.isEmpty() && round.isEmpty() && read.isEmpty() && readByRound.isEmpty();
  }

  /** How long a bucket is. */
  Duration width() {
    return width;
  }

  /** The signals to keep next; they are no longer here. */
  Slice next() {
    if (round.isEmpty()) {
      begin();
    }
    Map<KeyName, SignalStretch> some = new LinkedHashMap<>();
    Iterator<Map.Entry<KeyName, SignalStretch>> rest = round.entrySet().iterator();
    while (rest.hasNext() && some.size() < SLICE) {
      Map.Entry<KeyName, SignalStretch> key = rest.next();
      some.put(key.getKey(), key.getValue());
      rest.remove();
    }
    List<Position> positions = List.of();
    if (round.isEmpty()) {
      positions = new ArrayList<>(readByRound.values());
      readByRound.clear();
    }
    return new Slice(some, positions);
  }

  private void begin() {
    round = gathered;
    readByRound = read;
    gathered = new LinkedHashMap<>();
    read = new LinkedHashMap<>();
    values = 0;
    if (!round.isEmpty()) {
      double bytes =
          round.values().stream()
              .mapToInt(stretch -> BucketWidth.bytes(stretch.features().size()))
              .average()
              .orElseThrow();
      width = BucketWidth.of(Math.max(keys.getAsInt(), round.size()), bytes, room);
    }
  }

  void clear() {
    gathered.clear();
    round.clear();
    read.clear();
    readByRound.clear();
    values = 0;
  }
}
