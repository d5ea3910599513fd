package io.tidemark.detector.line;

import io.tidemark.detector.calibration.KeyCalibration;
import io.tidemark.detector.calibration.KeyLevel;
import io.tidemark.detector.model.CarriedState;
import io.tidemark.detector.tick.SharedNames;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a key has learned of the models that score its windows: what is normal by the one that it is
 * judged by, and by others, which are in the shadow, come next or served before. Models are named
 * by the SHA-256 of their file, hexadecimal.
 */
public final class KeyModels {
  private String judgedBy = "";
  private KeyCalibration calibration = new KeyCalibration();
  private int missing;

  /** By digest. Most keys have none; only {@link #put} makes a map that can change. */
  private Map<String, Candidate> others = Map.of();

  /** States carried by models without a candidate, by digest; not part of the bytes. */
  private Map<String, CarriedState> first = Map.of();

  /** Whether it has changed since the host last saved it; not part of the bytes. */
  private boolean changed;

  /** What a key has learned of a model that it is not judged by. */
  static final class Candidate {
    final KeyCalibration calibration;
    final KeyLevel level;

    /** Normal windows that it still lacks. */
    int missing;

    Candidate(KeyCalibration calibration, KeyLevel level, int missing) {
      this.calibration = calibration;
      this.level = level;
      this.missing = missing;
    }

    boolean ready() {
      return missing <= 0;
    }
  }

  /** The model that the key is judged by; empty until its first window. */
  String judgedBy() {
    return judgedBy;
  }

  void judgedBy(String digest) {
    judgedBy = digest;
    changed = true;
  }

  KeyCalibration calibration() {
    return calibration;
  }

  /** Normal windows that the key still lacks of the model that it is judged by. */
  int missing() {
    return missing;
  }

  void learnedOne() {
    missing = Math.max(0, missing - 1);
    changed = true;
  }

  /**
   * What this model carries for the key from tick to tick; of a model of which the key has learned
   * nothing yet, what its first candidate goes on with.
   *
   * @param serving the model that judges a key that has had no window yet
   * @param level of the key's scores by the model that it is judged by
   */
  CarriedState carried(String digest, String serving, KeyLevel level) {
    if (digest.equals(judgedBy.isEmpty() ? serving : judgedBy)) {
      return level.carried();
    }
    Candidate other = others.get(digest);
    return other == null ? first(digest) : other.level.carried();
  }

  private CarriedState first(String digest) {
    if (first.isEmpty()) {
      first = new HashMap<>(2);
    }
    return first.computeIfAbsent(digest, unseen -> new CarriedState());
  }

  /** The level of a model of which the key learns its first window. */
  KeyLevel firstLevel(String digest) {
    KeyLevel level = new KeyLevel(first(digest));
    first.remove(digest);
    return level;
  }

  @Nullable Candidate other(String digest) {
    return others.get(digest);
  }

  Collection<Candidate> others() {
    return others.values();
  }

  void put(String digest, Candidate candidate) {
    if (others.isEmpty()) {
      others = new LinkedHashMap<>(2);
    }
    others.put(digest, candidate);
    changed = true;
  }

  /**
   * Judges the key by another model from now on. What it knows of the one before is kept.
   *
   * @param needed normal windows that the key needs of a model of which it knows nothing
   * @return the level of the key's scores by the new model
   */
  KeyLevel switchTo(String digest, KeyLevel level, int needed) {
    Candidate arriving = others.isEmpty() ? null : others.remove(digest);
    boolean learned = calibration.count() > 0;
    if (learned) {
      put(judgedBy, new Candidate(calibration, level, missing));
    }
    judgedBy = digest;
    changed = true;
    if (arriving != null) {
      calibration = arriving.calibration;
      missing = arriving.missing;
      return arriving.level;
    }
    calibration = new KeyCalibration();
    missing = learned ? needed : 0; // a key that is still in its warm-up goes on with that
    return new KeyLevel();
  }

  /** Forgets all models but these and the one that the key is judged by. */
  Collection<Candidate> retain(Set<String> digests) {
    if (!first.isEmpty()) {
      first.keySet().retainAll(digests);
    }
    if (others.isEmpty()) {
      return List.of();
    }
    Map<String, Candidate> dropped = new LinkedHashMap<>(others);
    dropped.keySet().removeAll(digests);
    others.keySet().retainAll(digests);
    changed |= !dropped.isEmpty();
    return dropped.values();
  }

  /** Forgets what is normal, by all models. */
  void recalibrate() {
    calibration = new KeyCalibration();
    missing = 0;
    others = Map.of();
    changed = true;
  }

  /** Whether the key has all that it needs to be judged by this model. */
  public boolean readyFor(String digest) {
    Candidate other = others.get(digest);
    return judgedBy.equals(digest) ? missing <= 0 : other != null && other.ready();
  }

  void changed(boolean now) {
    changed |= now;
  }

  /** Whether it has changed since this was last asked. */
  public boolean takeChanged() {
    boolean was = changed;
    changed = false;
    return was;
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    out.writeUTF(judgedBy);
    calibration.write(out);
    out.writeInt(missing);
    out.writeByte(others.size());
    for (Map.Entry<String, Candidate> other : others.entrySet()) {
      out.writeUTF(other.getKey());
      other.getValue().calibration.write(out);
      other.getValue().level.write(out);
      out.writeInt(other.getValue().missing);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static KeyModels read(DataInput in) throws IOException {
    KeyModels models = new KeyModels();
    models.judgedBy = SharedNames.share(in.readUTF());
    models.calibration = KeyCalibration.read(in);
    models.missing = in.readInt();
    int others = in.readUnsignedByte();
    for (int i = 0; i < others; i++) {
      models.put(
          SharedNames.share(in.readUTF()),
          new Candidate(KeyCalibration.read(in), KeyLevel.read(in), in.readInt()));
    }
    models.changed = false;
    return models;
  }
}
