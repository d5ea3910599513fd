package io.tidemark.pipeline.type;

import java.io.IOException;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Names the format in a savepoint. A format reads all earlier versions of itself, so state written
 * by the same format always fits.
 */
public final class BinarySerializerSnapshot<T> implements TypeSerializerSnapshot<T> {
  private static final int VERSION = 1;

  private @Nullable BinaryFormat<T> format;

  /** For Flink, which calls {@link #readSnapshot} next. */
  public BinarySerializerSnapshot() {}

  BinarySerializerSnapshot(BinaryFormat<T> format) {
    this.format = format;
  }

  @Override
  public int getCurrentVersion() {
    return VERSION;
  }

  @Override
  public void writeSnapshot(DataOutputView out) throws IOException {
    out.writeUTF(format().getClass().getName());
  }

  @Override
  @SuppressWarnings("unchecked")
  public void readSnapshot(int version, DataInputView in, ClassLoader classes) throws IOException {
    String name = in.readUTF();
    try {
      format =
          (BinaryFormat<T>)
              Class.forName(name, true, classes)
                  .asSubclass(BinaryFormat.class)
                  .getDeclaredConstructor()
                  .newInstance();
    } catch (ReflectiveOperationException | ClassCastException unknown) {
      throw new IOException("the savepoint's state format " + name + " is unknown", unknown);
    }
  }

  @Override
  public TypeSerializer<T> restoreSerializer() {
    return new BinarySerializer<>(format());
  }

  @Override
  public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
      TypeSerializerSnapshot<T> old) {
    return old instanceof BinarySerializerSnapshot<T> stored
            && stored.format().getClass().equals(format().getClass())
        ? TypeSerializerSchemaCompatibility.compatibleAsIs()
        : TypeSerializerSchemaCompatibility.incompatible();
  }

  private BinaryFormat<T> format() {
    return Objects.requireNonNull(format, "readSnapshot was not called");
  }
}
