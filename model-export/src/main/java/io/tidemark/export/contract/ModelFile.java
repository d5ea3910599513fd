package io.tidemark.export.contract;

import io.tidemark.detector.model.ModelMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A finished model file.
 *
 * @param bytes the ONNX
 * @param metadata what it says of itself
 * @param digest SHA-256 of the bytes, hexadecimal
 * @param parity largest difference from the trainer's forward pass; 0 where there is none to
 *     compare with
 * @param scores of the normal windows it was calibrated on
 */
public record ModelFile(
    byte[] bytes, ModelMetadata metadata, String digest, double parity, double[] scores) {

  /** This, as made from a file that stood this far from the trainer. */
  public ModelFile withParity(double ofOrigin) {
    return new ModelFile(bytes, metadata, digest, ofOrigin, scores);
  }

  /**
   * Writes it, in a folder that is made where it is missing.
   *
   * @throws IOException when it cannot be written
   */
  public void write(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.write(file, bytes);
  }
}
