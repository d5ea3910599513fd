package io.tidemark.pipeline.type;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;

/**
 * Binary form of one type of record or state. Its class has a public constructor without
 * parameters, by which a savepoint finds it again. A form that outlives the process starts with a
 * version of its own and reads the earlier ones.
 */
public interface BinaryFormat<T> extends Serializable {

  Class<T> type();

  void write(T value, DataOutput out) throws IOException;

  /** Reads what {@link #write} wrote, and not a byte more. */
  T read(DataInput in) throws IOException;

  /** Whether nobody changes a value once it is made, so that a copy need not be one. */
  boolean immutable();

  /** A format for another thread: this one, unless it has a scratch buffer. */
  default BinaryFormat<T> duplicate() {
    return this;
  }
}
