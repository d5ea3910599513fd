package io.tidemark.pipeline.control;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads files in a thread that its caller need not wait for: a pipe that nobody writes to, or a
 * file system that does not answer, holds up the reader for good, and nothing ends that. While one
 * is held up no other is started, so that the threads do not grow in number.
 */
final class ReadingThread {
  private static final Set<Thread> HELD_UP = ConcurrentHashMap.newKeySet();

  private ReadingThread() {}

  /**
   * Reads.
   *
   * @param longest how long it may take
   * @throws IOException as the reading, when it takes longer, when one before has not ended, or
   *     when this thread is interrupted
   */
  static <T> T run(Duration longest, Callable<T> reading) throws IOException {
    HELD_UP.removeIf(thread -> !thread.isAlive());
    if (!HELD_UP.isEmpty()) {
      throw new IOException("an earlier file is still being read; try again later");
    }
    FutureTask<T> task = new FutureTask<>(reading);
    Thread thread = new Thread(task, "model-store-reading");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(longest.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException endless) {
      HELD_UP.add(thread);
      throw new IOException("it takes longer than %d ms".formatted(longest.toMillis()));
    } catch (InterruptedException interrupted) {
      HELD_UP.add(thread);
      Thread.currentThread().interrupt();
      throw new IOException("the reading was interrupted");
    } catch (ExecutionException failed) {
      throw rethrown(Objects.requireNonNull(failed.getCause()));
    }
  }

  private static IOException rethrown(Throwable cause) {
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof IOException unreadable ? unreadable : new IOException(cause);
  }
}
