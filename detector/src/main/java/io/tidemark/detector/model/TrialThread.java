package io.tidemark.detector.model;

import ai.onnxruntime.OrtException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a trial in a thread that its caller need not wait for: an operator of ONNX Runtime may
 * compute for days, and nothing ends it.
 */
final class TrialThread {
  private static final Set<Thread> ABANDONED = ConcurrentHashMap.newKeySet();

  private TrialThread() {}

  /** A trial; it closes what it opens, also after it was abandoned. */
  interface Trial {
    void run() throws OrtException;
  }

  /**
   * Runs a trial.
   *
   * @throws ModelException when it does not end in time or this thread is interrupted; the trial
   *     goes on then, and its outcome does not count
   * @throws OrtException as the trial
   */
  static void run(Duration longest, Trial trial) throws OrtException {
    FutureTask<Boolean> task =
        new FutureTask<>(
            () -> {
              trial.run();
              return true;
            });
    Thread thread = new Thread(task, "model-trial-run");
    thread.setDaemon(true);
    thread.start();
    try {
      task.get(longest.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException endless) {
      ABANDONED.add(thread);
      throw new ModelException(
          "its trial run did not end within %d ms: an operator computes for too long"
              .formatted(longest.toMillis()));
    } catch (InterruptedException interrupted) {
      ABANDONED.add(thread);
      Thread.currentThread().interrupt();
      throw new ModelException("its trial run was interrupted");
    } catch (ExecutionException failed) {
      throw rethrown(Objects.requireNonNull(failed.getCause()));
    }
  }

  private static OrtException rethrown(Throwable cause) {
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return (OrtException) cause;
  }

  /** Whether a trial that was abandoned still computes. */
  static boolean anyAbandoned() {
    ABANDONED.removeIf(thread -> !thread.isAlive());
    return !ABANDONED.isEmpty();
  }
}
