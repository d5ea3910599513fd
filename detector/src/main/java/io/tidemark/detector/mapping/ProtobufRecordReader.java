package io.tidemark.detector.mapping;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import io.tidemark.schemas.wire.WireException;
import java.io.IOException;

/** Reads Protobuf by the descriptor of its message, in one pass. */
final class ProtobufRecordReader implements RecordReader {
  private final ProtobufNode root;

  ProtobufRecordReader(PathNode root, Descriptor message) {
    this.root = new ProtobufNode(message, root);
  }

  @Override
  public void read(byte[] record, RecordValues values) throws WireException {
    read(CodedInputStream.newInstance(record), values);
  }

  /** Reads what is left of a record behind its header. */
  void read(CodedInputStream in, RecordValues values) throws WireException {
    try {
      new ProtobufWalk(values).message(in, root);
      in.checkLastTagWas(0);
    } catch (WireException wrong) {
      throw wrong;
    } catch (IOException | RuntimeException malformed) {
      throw new WireException("not valid Protobuf: " + malformed.getMessage());
    }
  }
}
