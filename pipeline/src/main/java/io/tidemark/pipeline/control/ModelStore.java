package io.tidemark.pipeline.control;

import io.tidemark.detector.model.ModelContract;
import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.ModelKey;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The one folder from which a running job takes models. Commands come from whoever may write to the
 * control topic; they name files in here and nowhere else.
 *
 * @param folder absolute; the same on the machine that runs the admission
 * @param key by whom its files must be signed; null: they need not be
 */
public record ModelStore(String folder, @Nullable ModelKey key) implements Serializable {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  /** Of files that need no signature. */
  public ModelStore(String folder) {
    this(folder, null);
  }

  /**
   * A model file.
   *
   * @param signature null where there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Content(byte[] model, byte @Nullable [] signature) {}

  /**
   * Reads a file of the store. Others may change the store meanwhile.
   *
   * @param path relative to the store
   * @throws ModelException when there is none, it is too large, lies outside, also by a link, takes
   *     too long to read, or is not signed as it must be
   */
  public byte[] read(String path) {
    try {
      Content file = ReadingThread.run(LONGEST, () -> content(path));
      if (file.model().length > ModelContract.MOST_BYTES) {
        throw new ModelException(
            "path: %s has more than the %,d bytes that a model may have"
                .formatted(path, ModelContract.MOST_BYTES));
      }
      if (key != null) {
        key.verify(path, file.model(), file.signature());
      }
      return file.model();
    } catch (InvalidPathException | IOException unreadable) {
      throw new ModelException("path: " + path + " cannot be read: " + unreadable.getMessage());
    }
  }

  private Content content(String path) throws IOException {
    Path store = Path.of(folder).toRealPath();
    byte[] model = file(store, path, ModelContract.MOST_BYTES);
    if (model == null) {
      throw new ModelException("path: " + path + ": the model store has no such file");
    }
    return new Content(
        model,
        key == null ? null : file(store, path + ModelKey.EXTENSION, ModelKey.SIGNATURE_BYTES));
  }

  /**
   * A file, with one byte more where it has more than it may have; null where there is none. Links
   * within the store are followed to where they lead now, and none after that.
   */
  private static byte @Nullable [] file(Path store, String path, long most) throws IOException {
    Path file = store.resolve(path).normalize();
    if (!file.startsWith(store) || !Files.isRegularFile(file)) {
      return null;
    }
    Path real = file.toRealPath();
    if (!real.startsWith(store)) {
      throw new ModelException("path: " + path + ": leads out of the model store");
    }
    return StoreFile.read(store, store.relativize(real), (int) most + 1);
  }
}
