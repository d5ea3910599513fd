package io.tidemark.export.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;

/** An attribute of a node. */
public final class Attribute {
  private final AttributeProto proto;

  private Attribute(AttributeProto.Builder proto) {
    this.proto = proto.build();
  }

  public static Attribute of(String name, long value) {
    return new Attribute(named(name, AttributeType.INT).setI(value));
  }

  public static Attribute of(String name, float value) {
    return new Attribute(named(name, AttributeType.FLOAT).setF(value));
  }

  public static Attribute of(String name, String value) {
    return new Attribute(named(name, AttributeType.STRING).setS(ByteString.copyFromUtf8(value)));
  }

  public static Attribute ofLongs(String name, long... values) {
    return new Attribute(
        named(name, AttributeType.INTS).addAllInts(Arrays.stream(values).boxed().toList()));
  }

  public static Attribute ofTexts(String name, List<String> values) {
    return new Attribute(
        named(name, AttributeType.STRINGS)
            .addAllStrings(values.stream().map(ByteString::copyFromUtf8).toList()));
  }

  AttributeProto proto() {
    return proto;
  }

  private static AttributeProto.Builder named(String name, AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }
}
