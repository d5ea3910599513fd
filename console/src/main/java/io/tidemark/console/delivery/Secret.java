package io.tidemark.console.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a secret lies: in an environment variable or in a file, never in the configuration itself.
 */
record Secret(@Nullable String env, @Nullable Path file) {
  Secret {
    if ((env == null) == (file == null)) {
      throw new IllegalArgumentException("a secret is {env: NAME} or {file: PATH}, one of the two");
    }
  }

  /**
   * The secret itself; for no log.
   *
   * @throws IllegalArgumentException when it is not there
   */
  String read() {
    if (env != null) {
      String value = System.getenv(env);
      if (value == null || value.isBlank()) {
        throw new IllegalArgumentException("the environment variable " + env + " is not set");
      }
      return value;
    }
    try {
      return Files.readString(file).strip();
    } catch (IOException unreadable) {
      throw new IllegalArgumentException("the secret's file " + file + " cannot be read");
    }
  }
}
