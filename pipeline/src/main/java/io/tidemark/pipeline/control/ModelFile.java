package io.tidemark.pipeline.control;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A model as it travels and as it lies in state: all of its file, so that nothing outside of the
 * checkpoint decides what scores after a restart.
 *
 * @param digest SHA-256 of the file, hexadecimal
 * @param version the version in the file
 * @param bytes the file; never changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared by its digest
public record ModelFile(String digest, String version, byte[] bytes) {

  void write(DataOutput out) throws IOException {
    out.writeUTF(digest);
    out.writeUTF(version);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static ModelFile read(DataInput in) throws IOException {
    String digest = in.readUTF();
    String version = in.readUTF();
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new ModelFile(digest, version, SharedBytes.of(digest, bytes));
  }
}
