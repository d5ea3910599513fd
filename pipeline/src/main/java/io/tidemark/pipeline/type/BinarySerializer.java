package io.tidemark.pipeline.type;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/** The job's only serializer; what differs from type to type is the {@link BinaryFormat}. */
public final class BinarySerializer<T> extends TypeSerializer<T> {
  private static final long serialVersionUID = 1L;
  private static final int USUAL_SIZE = 512;

  private final BinaryFormat<T> format;

  public BinarySerializer(BinaryFormat<T> format) {
    this.format = format;
  }

  BinaryFormat<T> format() {
    return format;
  }

  @Override
  public boolean isImmutableType() {
    return format.immutable();
  }

  @Override
  public TypeSerializer<T> duplicate() {
    BinaryFormat<T> duplicate = format.duplicate();
    return duplicate == format ? this : new BinarySerializer<>(duplicate);
  }

  @Override
  public T createInstance() {
    throw new UnsupportedOperationException(format.type() + " has no empty instance");
  }

  @Override
  public T copy(T from) {
    if (format.immutable()) {
      return from;
    }
    try {
      DataOutputSerializer bytes = new DataOutputSerializer(USUAL_SIZE);
      format.write(from, bytes);
      return format.read(new DataInputDeserializer(bytes.getSharedBuffer(), 0, bytes.length()));
    } catch (IOException impossible) {
      throw new IllegalStateException(format.type() + " cannot be copied", impossible);
    }
  }

  @Override
  public T copy(T from, T reuse) {
    return copy(from);
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(T value, DataOutputView target) throws IOException {
    format.write(value, target);
  }

  @Override
  public T deserialize(DataInputView source) throws IOException {
    return format.read(source);
  }

  @Override
  public T deserialize(T reuse, DataInputView source) throws IOException {
    return format.read(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    format.write(format.read(source), target);
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new BinarySerializerSnapshot<>(format);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BinarySerializer<?> that
        && that.format.getClass().equals(format.getClass());
  }

  @Override
  public int hashCode() {
    return format.getClass().hashCode();
  }
}
