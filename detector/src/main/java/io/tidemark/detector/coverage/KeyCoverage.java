package io.tidemark.detector.coverage;

import io.tidemark.detector.tick.StateFormat;
import io.tidemark.schemas.BlindReason;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Whether a key is watched, and what was told of it: state for {@link CoverageTracker}. */
public final class KeyCoverage {
  static final long NONE = Long.MIN_VALUE;

  /** Null until it is told first. */
  @Nullable CoverageStatus status;

  /** Log time since when it is so. */
  long since = NONE;

  /** Log time when it was told last. */
  long told = NONE;

  /** What was told last besides the status: how far it has learned, and the detail. */
  int shown;

  /** Whether it has ever been watched. */
  boolean known;

  /** Log time of the latest event that fits the key's clock. */
  long fitted = NONE;

  /** What has come since then; null for nothing. */
  @Nullable BlindReason unfit;

  /** Windows in a row that started over before they were whole, because of gaps. */
  int breaks;

  /** Ticks from one event to the next at the last of them. */
  int apart;

  /** What the key has learned of a model, and must learn, in windows. */
  int learned;

  int needed;

  /** Silences in a row after which the events of the meantime came all the same. */
  int storedInRow;

  /** Log time that the key is usually silent for, because it stores its events; 0 for not. */
  long usualSilence;

  /** Log time of the silence that the latest event ended; 0 for none. Not part of the bytes. */
  long ended;

  /** Log time up to which it is known how the key is. Not part of the bytes. */
  long now = NONE;

  /** End of the latest tick that closed without a window. Not part of the bytes. */
  long tickEnd = NONE;

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(status == null ? 0 : status.index() + 1);
    out.writeByte(unfit == null ? 0 : unfit.ordinal() + 1);
    out.writeBoolean(known);
    out.writeLong(since);
    out.writeLong(told);
    out.writeLong(fitted);
    out.writeInt(shown);
    StateFormat.writeCount(breaks, out);
    StateFormat.writeCount(apart, out);
    StateFormat.writeCount(learned, out);
    StateFormat.writeCount(needed, out);
    StateFormat.writeCount(storedInRow, out);
    StateFormat.writeCount(usualSilence, out);
  }

  /** Reads what {@link #write} wrote. */
  public static KeyCoverage read(DataInput in) throws IOException {
    KeyCoverage coverage = new KeyCoverage();
    int status = in.readUnsignedByte();
    coverage.status = status == 0 ? null : CoverageStatus.values().get(status - 1);
    int unfit = in.readUnsignedByte();
    coverage.unfit = unfit == 0 ? null : BlindReason.values()[unfit - 1];
    coverage.known = in.readBoolean();
    coverage.since = in.readLong();
    coverage.told = in.readLong();
    coverage.fitted = in.readLong();
    coverage.shown = in.readInt();
    coverage.breaks = (int) StateFormat.readCount(in);
    coverage.apart = (int) StateFormat.readCount(in);
    coverage.learned = (int) StateFormat.readCount(in);
    coverage.needed = (int) StateFormat.readCount(in);
    coverage.storedInRow = (int) StateFormat.readCount(in);
    coverage.usualSilence = StateFormat.readCount(in);
    return coverage;
  }
}
