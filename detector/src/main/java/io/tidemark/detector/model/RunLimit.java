package io.tidemark.detector.model;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one run and ends it when it exceeds its limits. ONNX Runtime looks at the request to end
 * before each node.
 */
final class RunLimit implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunLimit.class);
  private static final long LOOK_MILLIS = 10;

  private final TrialRun limits;
  private final RunOptions run;
  private final long started = System.nanoTime();
  private final long memoryBefore = ResidentMemory.bytes();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread watch = new Thread(this::watch, "model-trial");
  private volatile @Nullable String reason;

  RunLimit(TrialRun limits, RunOptions run) {
    this.limits = limits;
    this.run = run;
    watch.setDaemon(true);
    watch.start();
  }

  /** Why the run was ended; null when it was not. */
  @Nullable String reason() {
    return reason;
  }

  private void watch() {
    try {
      while (!over.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        String exceeded = exceeded();
        if (exceeded != null) {
          reason = exceeded;
          run.setTerminate(true);
          return;
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (OrtException failed) {
      LOG.warn("A model's trial run cannot be ended", failed);
    }
  }

  private @Nullable String exceeded() {
    if (System.nanoTime() - started > limits.longest().toNanos()) {
      return "its trial run took longer than the accepted " + limits.longest().toMillis() + " ms";
    }
    if (ResidentMemory.bytes() - memoryBefore > limits.mostMemory()) {
      return "its trial run took more than the accepted %,d MiB of memory"
          .formatted(limits.mostMemory() >> 20);
    }
    return null;
  }

  /** Waits for the watch, which must not use the run's options any more. */
  @Override
  public void close() {
    over.countDown();
    boolean interrupted = false;
    while (watch.isAlive()) {
      try {
        watch.join();
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
