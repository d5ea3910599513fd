package io.tidemark.cli.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Deletes folders with all they hold. */
public final class Folders {
  private static final int STAYS_AWAY = 3;
  private static final Duration AGAIN = Duration.ofMillis(30);

  private Folders() {}

  /**
   * Deletes {@code folder} and everything in it; a folder that is gone already is fine.
   *
   * @throws UncheckedIOException when something in it cannot be deleted
   */
  public static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try {
      for (Path path : deepestFirst(folder)) {
        Files.deleteIfExists(path);
      }
    } catch (IOException undeletable) {
      throw new UncheckedIOException(undeletable);
    }
  }

  /**
   * Deletes {@code folder} while others may still write into it: again and again, until it has
   * stayed away for a while with no writer left, or {@code longest} has passed.
   */
  public static void vanish(Path folder, BooleanSupplier writers, Duration longest) {
    long deadline = System.nanoTime() + longest.toNanos();
    int away = 0;
    while (away < STAYS_AWAY && System.nanoTime() < deadline) {
      away = Files.exists(folder) || writers.getAsBoolean() ? 0 : away + 1;
      try {
        delete(folder);
      } catch (UncheckedIOException busy) {
        // a file came or went meanwhile
      }
      LockSupport.parkNanos(AGAIN.toNanos());
    }
  }

  private static List<Path> deepestFirst(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.sorted(Comparator.reverseOrder()).toList();
    }
  }
}
