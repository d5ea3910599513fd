package io.tidemark.pipeline.window;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.window.KeyWindow;
import io.tidemark.detector.window.KeyWindowFormat;
import io.tidemark.detector.window.OpenTicks;
import io.tidemark.pipeline.type.BinaryType;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.jspecify.annotations.Nullable;

/**
 * What the job remembers of one key: the bytes of its window, on the heap as in RocksDB and in
 * snapshots. As objects a window takes nearly twice the room, and to read the bytes costs little
 * beside scoring (docs/benchmarks.md, State). State is restored without knowing its detector, and a
 * detector that has changed since costs the key its window and not the job its life.
 *
 * @param shape fingerprint of the definition that it was written for
 * @param bytes a {@link KeyWindowFormat}; never changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record KeyState(long shape, byte[] bytes) {

  /** Where a key's state lies: the only one it has here. */
  public static ValueStateDescriptor<KeyState> descriptor() {
    return new ValueStateDescriptor<>("window", new BinaryType<>(new KeyStateFormat()));
  }

  /** The state of a key's window. */
  static KeyState of(HostedDetector detector, KeyWindow window, Scratch scratch)
      throws IOException {
    DataOutputSerializer out = scratch.output();
    KeyWindowFormat.write(window, detector.windows(), out);
    return new KeyState(detector.shape(), out.getCopyOfBuffer());
  }

  /** The state of a key's window, for those who write savepoints or measure them. */
  public static KeyState of(DetectorDefinition definition, KeyWindow window) {
    try {
      return of(HostedDetector.of(definition), window, new Scratch());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Whether it was written for this definition of the detector. */
  boolean fits(HostedDetector detector) {
    return shape == detector.shape();
  }

  /** Whether it is in the form that this version writes. */
  boolean current() {
    return bytes[0] == KeyWindowFormat.VERSION;
  }

  /** The whole window, to be changed and made state again. */
  KeyWindow window(HostedDetector detector, Scratch scratch) throws IOException {
    return KeyWindowFormat.read(detector.windows(), scratch.input(bytes, 0));
  }

  /**
   * Lets {@code change} act on the open ticks; the rest is copied as it stands.
   *
   * @return the state after it, or null when it changed nothing
   */
  @Nullable KeyState changed(HostedDetector detector, Scratch scratch, Change change)
      throws IOException {
    if (!current()) {
      KeyWindow window = window(detector, scratch);
      return of(detector, window, scratch).changed(detector, scratch, change);
    }
    DataInputDeserializer in = scratch.input(bytes, 1);
    OpenTicks open = KeyWindowFormat.readOpen(detector.windows(), in);
    int rest = in.getPosition();
    if (!change.apply(open)) {
      return null;
    }
    DataOutputSerializer out = scratch.output();
    out.writeByte(KeyWindowFormat.VERSION);
    KeyWindowFormat.writeOpen(open, detector.windows(), out);
    out.write(bytes, rest, bytes.length - rest);
    return new KeyState(shape, out.getCopyOfBuffer());
  }

  /** Something that happens to a key's open ticks. */
  @FunctionalInterface
  interface Change {
    /** Whether anything has changed. */
    boolean apply(OpenTicks open);
  }

  /** Buffers of one thread. */
  static final class Scratch {
    private final DataInputDeserializer in = new DataInputDeserializer();
    private final DataOutputSerializer out = new DataOutputSerializer(2048);

    private DataInputDeserializer input(byte[] bytes, int from) {
      in.setBuffer(bytes, from, bytes.length - from);
      return in;
    }

    private DataOutputSerializer output() {
      out.clear();
      return out;
    }
  }
}
