package io.tidemark.pipeline.type;

import java.io.IOException;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** For tests: values as Flink keeps and sends them. */
public final class Serialized {
  private Serialized() {}

  public static <T> TypeSerializer<T> serializer(TypeInformation<T> type) {
    return type.createSerializer(new SerializerConfigImpl());
  }

  public static <T> byte[] write(TypeInformation<T> type, T value) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    serializer(type).serialize(value, out);
    return out.getCopyOfBuffer();
  }

  /**
   * Reads a value.
   *
   * @throws IOException also when it does not take all of the bytes
   */
  public static <T> T read(TypeInformation<T> type, byte[] bytes) throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    T value = serializer(type).deserialize(in);
    if (in.available() > 0) {
      throw new IOException(in.available() + " bytes are left over");
    }
    return value;
  }
}
