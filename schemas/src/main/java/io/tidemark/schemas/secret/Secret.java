package io.tidemark.schemas.secret;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a secret lies: in an environment variable or in a file, never in the configuration itself.
 * What travels and could be logged is the place.
 *
 * @param env name of the variable, or null
 * @param file path of a file that holds the secret and nothing else, or null
 */
public record Secret(@Nullable String env, @Nullable String file) implements Serializable {
  private static final long serialVersionUID = 1L;

  public Secret {
    if ((env == null) == (file == null)) {
      throw new IllegalArgumentException("a secret is {env: NAME} or {file: PATH}, one of the two");
    }
  }

  /**
   * The secret itself, read anew; for no log.
   *
   * @throws IllegalArgumentException when it is not there
   */
  public String read() {
    if (env != null) {
      String value = System.getenv(env);
      if (value == null || value.isBlank()) {
        throw new IllegalArgumentException("the environment variable " + env + " is not set");
      }
      return value;
    }
    try {
      return Files.readString(Path.of(String.valueOf(file))).strip();
    } catch (IOException | InvalidPathException unreadable) {
      throw new IllegalArgumentException("the secret's file " + file + " cannot be read");
    }
  }
}
