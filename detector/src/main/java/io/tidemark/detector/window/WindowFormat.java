package io.tidemark.detector.window;

import io.tidemark.detector.tick.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of a {@link Window} for hosts that send it from process to process. */
public final class WindowFormat {
  private static final Window.Phase[] PHASES = Window.Phase.values();

  private WindowFormat() {}

  public static void write(Window window, DataOutput out) throws IOException {
    out.writeUTF(window.detector());
    out.writeUTF(window.key());
    out.writeByte(window.phase().ordinal());
    out.writeLong(window.startMillis());
    out.writeLong(window.endMillis());
    writeFloats(window.values(), out);
    writeFloats(window.observed(), out);
    FeatureBaseline baseline = window.baseline();
    out.writeBoolean(baseline != null);
    if (baseline != null) {
      baseline.write(out);
    }
    out.writeFloat(window.imputedShare());
    StateFormat.writeRanges(window.sources(), out);
  }

  /** Reads what {@link #write} wrote. */
  public static Window read(DataInput in) throws IOException {
    String detector = in.readUTF();
    String key = in.readUTF();
    Window.Phase phase = PHASES[in.readUnsignedByte()];
    long start = in.readLong();
    long end = in.readLong();
    float[] values = readFloats(in);
    float[] observed = readFloats(in);
    FeatureBaseline baseline = in.readBoolean() ? FeatureBaseline.read(observed.length, in) : null;
    return new Window(
        detector,
        key,
        phase,
        start,
        end,
        values,
        observed,
        baseline,
        in.readFloat(),
        StateFormat.readRanges(in));
  }

  private static void writeFloats(float[] values, DataOutput out) throws IOException {
    out.writeInt(values.length);
    StateFormat.writeFloats(values, values.length, out);
  }

  private static float[] readFloats(DataInput in) throws IOException {
    float[] values = new float[in.readInt()];
    StateFormat.readFloats(values, values.length, in);
    return values;
  }
}
