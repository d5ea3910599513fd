package io.tidemark.detector.model;

import io.tidemark.detector.tick.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The state that a model carries from tick to tick for one key: what it is after the key's latest
 * tick that was scored. Changed by {@link CarriedBatch} alone.
 */
public final class CarriedState {
  private static final float[] NONE = {};

  private float[] values = NONE;
  private long endMillis;

  /** Windows of the key in the batch at hand; not part of the bytes. */
  int queued;

  /**
   * Ticks by which a window's end is ahead of the state.
   *
   * @return {@code length} where the state cannot be carried to there: the window is to be read
   *     from its first tick
   */
  int behind(long windowEndMillis, long tickMillis, int length) {
    long ticks = values.length == 0 ? length : (windowEndMillis - endMillis) / tickMillis;
    return ticks < 1 || ticks > length ? length : (int) ticks;
  }

  /** The state, {@code [S]}; zeros where there is none. */
  float[] values(int stateLength) {
    if (values.length != stateLength) {
      values = new float[stateLength];
    }
    return values;
  }

  void reset() {
    values = NONE;
  }

  /** Notes that the state is now that after the tick that ends then. */
  void carriedTo(long end) {
    endMillis = end;
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    out.writeShort(values.length);
    StateFormat.writeFloats(values, values.length, out);
    out.writeLong(endMillis);
  }

  /** Reads what {@link #write} wrote. */
  public void read(DataInput in) throws IOException {
    values = new float[in.readUnsignedShort()];
    StateFormat.readFloats(values, values.length, in);
    endMillis = in.readLong();
  }
}
