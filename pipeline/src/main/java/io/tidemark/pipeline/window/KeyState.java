package io.tidemark.pipeline.window;

import io.tidemark.detector.window.KeyWindow;
import io.tidemark.detector.window.KeyWindowFormat;
import io.tidemark.detector.window.KeyWindows;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.jspecify.annotations.Nullable;

/**
 * What the job remembers of one key: bytes from a snapshot until somebody asks for the window in
 * them, then the window. So state is restored without knowing its detector, and a detector that has
 * changed since costs the key its window and not the job its life.
 */
public final class KeyState {
  private final long shape;
  private final byte @Nullable [] stored;
  private final @Nullable KeyWindow window;
  private final @Nullable KeyWindows windows;

  private KeyState(
      long shape,
      byte @Nullable [] stored,
      @Nullable KeyWindow window,
      @Nullable KeyWindows windows) {
    this.shape = shape;
    this.stored = stored;
    this.window = window;
    this.windows = windows;
  }

  static KeyState stored(long shape, byte[] bytes) {
    return new KeyState(shape, bytes, null, null);
  }

  static KeyState live(HostedDetector detector, KeyWindow window) {
    return new KeyState(detector.shape(), null, window, detector.windows());
  }

  /** The window, when it is live. */
  @Nullable KeyWindow window() {
    return window;
  }

  /**
   * This state with its window live.
   *
   * @return null when it was written for another definition of the detector
   */
  @Nullable KeyState opened(HostedDetector detector) throws IOException {
    if (shape != detector.shape()) {
      return null;
    }
    if (window != null) {
      return this;
    }
    byte[] bytes = Objects.requireNonNull(stored);
    return live(
        detector,
        KeyWindowFormat.read(
            detector.windows(), new DataInputStream(new ByteArrayInputStream(bytes))));
  }

  long shape() {
    return shape;
  }

  /** Writes length and bytes of the window. */
  void writeWindow(DataOutput out) throws IOException {
    if (window == null || windows == null) {
      byte[] bytes = Objects.requireNonNull(stored);
      out.writeInt(bytes.length);
      out.write(bytes);
      return;
    }
    DataOutputSerializer bytes = new DataOutputSerializer(2048);
    KeyWindowFormat.write(window, windows, bytes);
    out.writeInt(bytes.length());
    out.write(bytes.getSharedBuffer(), 0, bytes.length());
  }
}
