package io.tidemark.export.contract;

import io.tidemark.detector.model.ModelMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

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

  /**
   * Writes it, in a folder that is made where it is missing. It takes its place only when all of it
   * is written, so that no one reads part of a model, and a disk that is full leaves what was
   * there.
   *
   * @throws IOException when it cannot be written
   */
  public void write(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      Files.write(file, bytes); // such as a pipe, whose place nothing can take
      return;
    }
    // A link stays one.
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try {
      Files.write(part, bytes);
    } catch (IOException failed) {
      Files.deleteIfExists(part);
      throw failed;
    }
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) { // such as a mount point, which nothing may take the place of
      throw new IOException("the model is written to " + part + ", but " + failed, failed);
    }
  }
}
