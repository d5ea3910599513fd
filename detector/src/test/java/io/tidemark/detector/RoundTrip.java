package io.tidemark.detector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** For tests: state through its binary form and back, as a snapshot and a restore do it. */
public final class RoundTrip {
  private RoundTrip() {}

  /** Writes a state. */
  public interface Writer<T> {
    void write(T state, DataOutput out) throws IOException;
  }

  /** Reads a state. */
  public interface Reader<T> {
    T read(DataInput in) throws IOException;
  }

  /** The bytes of a state. */
  public static <T> byte[] bytes(T state, Writer<T> writer) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      writer.write(state, new DataOutputStream(bytes));
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the bytes hold; all of them are read, and writing it again gives the same bytes. */
  public static <T> T of(T state, Writer<T> writer, Reader<T> reader) {
    byte[] written = bytes(state, writer);
    try {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(written));
      T read = reader.read(in);
      assertThat(in.available()).isZero();
      assertThat(bytes(read, writer)).isEqualTo(written);
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
