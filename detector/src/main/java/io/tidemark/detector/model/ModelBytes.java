package io.tidemark.detector.model;

import io.tidemark.schemas.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A model file as it was read.
 *
 * @param name stands for it in errors
 * @param content all of it; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ModelBytes(String name, byte[] content) {

  /**
   * Reads a file.
   *
   * @throws ModelException when it is not there, cannot be read or is larger than a model may be
   */
  static ModelBytes read(Path file) {
    try {
      if (Files.size(file) > ModelContract.MOST_BYTES) {
        throw new ModelException(
            "model.path: %s has %,d bytes; a model may have %,d"
                .formatted(file, Files.size(file), ModelContract.MOST_BYTES));
      }
      return new ModelBytes(file.toString(), Files.readAllBytes(file));
    } catch (NoSuchFileException missing) {
      throw new ModelException(
          "model.path: " + file + ": there is no such file; ./tidemark train makes one");
    } catch (IOException unreadable) {
      throw new ModelException(
          "model.path: " + file + " cannot be read: " + FileFailure.reason(unreadable));
    }
  }

  /** SHA-256, hexadecimal. */
  String digest() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
