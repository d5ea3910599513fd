package io.tidemark.pipeline.control;

import io.tidemark.detector.model.ModelContract;
import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.ModelKey;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The one folder from which a running job takes models. Commands come from whoever may write to the
 * control topic; they name files in here and nowhere else.
 *
 * @param folder absolute; the same on the machine that runs the admission
 * @param key by whom its files must be signed; null: they need not be
 */
public record ModelStore(String folder, @Nullable ModelKey key) implements Serializable {

  /** Of files that need no signature. */
  public ModelStore(String folder) {
    this(folder, null);
  }

  /**
   * Reads a file of the store.
   *
   * @param path relative to the store
   * @throws ModelException when there is none, it is too large, lies outside, also by a link, or is
   *     not signed as it must be
   */
  public byte[] read(String path) {
    try {
      Path store = Path.of(folder).toRealPath();
      Path file = store.resolve(path).normalize();
      if (!file.startsWith(store) || !Files.isRegularFile(file)) {
        throw new ModelException("path: " + path + ": the model store has no such file");
      }
      if (!file.toRealPath().startsWith(store)) {
        throw new ModelException("path: " + path + ": leads out of the model store");
      }
      long size = Files.size(file);
      if (size > ModelContract.MOST_BYTES) {
        throw new ModelException(
            "path: %s has %,d bytes; a model may have %,d"
                .formatted(path, size, ModelContract.MOST_BYTES));
      }
      byte[] model = Files.readAllBytes(file);
      if (key != null) {
        key.verify(path, file, model);
      }
      return model;
    } catch (InvalidPathException | IOException unreadable) {
      throw new ModelException("path: " + path + " cannot be read: " + unreadable.getMessage());
    }
  }
}
