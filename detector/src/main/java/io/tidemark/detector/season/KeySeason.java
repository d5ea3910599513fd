package io.tidemark.detector.season;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a detector remembers of a key's seasons: state for {@link KeySeasons}, which alone changes
 * it. A feature that never moved has none.
 */
public final class KeySeason {
  static final long NO_HOUR = Long.MIN_VALUE;

  /** Fingerprint of the calendar that gives hours and days their meaning. */
  final int calendar;

  /** Which hours of the day the key's levels stand for, a bit each. */
  int hoursOfLevel;

  /** The local hour that is not over. */
  long hour = NO_HOUR;

  final @Nullable FeatureSeason[] features;

  KeySeason(int calendar, int hoursOfLevel, int features) {
    this.calendar = calendar;
    this.hoursOfLevel = hoursOfLevel;
    this.features = new FeatureSeason[features];
  }

  /** Whether a season is taken off any feature. */
  public boolean active() {
    for (FeatureSeason feature : features) {
      if (feature != null && feature.active()) {
        return true;
      }
    }
    return false;
  }

  /** Whether a season is taken off a feature. */
  public boolean active(int feature) {
    FeatureSeason season = features[feature];
    return season != null && season.active();
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(calendar);
    out.writeInt(hoursOfLevel);
    out.writeLong(hour);
    for (FeatureSeason feature : features) {
      out.writeBoolean(feature != null);
      if (feature != null) {
        feature.write(out);
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  public static KeySeason read(int features, DataInput in) throws IOException {
    KeySeason season = new KeySeason(in.readInt(), in.readInt(), features);
    season.hour = in.readLong();
    for (int f = 0; f < features; f++) {
      season.features[f] = in.readBoolean() ? FeatureSeason.read(season.hoursOfLevel, in) : null;
    }
    return season;
  }
}
