package io.tidemark.pipeline.type;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Tells Flink to use a {@link BinaryFormat}. Equal when the format is of the same class. */
public final class BinaryType<T> extends TypeInformation<T> {
  private static final long serialVersionUID = 1L;

  private final BinaryFormat<T> format;

  public BinaryType(BinaryFormat<T> format) {
    this.format = format;
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<T> getTypeClass() {
    return format.type();
  }

  @Override
  public boolean isKeyType() {
    return true;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return new BinarySerializer<>(format.duplicate());
  }

  @Override
  public String toString() {
    return format.type().getSimpleName();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BinaryType<?> that && that.format.getClass().equals(format.getClass());
  }

  @Override
  public int hashCode() {
    return format.getClass().hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof BinaryType;
  }
}
