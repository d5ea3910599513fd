package io.tidemark.detector.model;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The only thread that calls a CUDA session: memory that ONNX Runtime keeps for each thread that
 * ever called one is never given back (issue 29351 there). Callers wait for their turn.
 */
final class InferenceThread implements AutoCloseable {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread inference = new Thread(work, "cuda-inference");
            inference.setDaemon(true);
            return inference;
          });

  /**
   * Runs the work there and returns when it is done, not sooner where the caller is interrupted:
   * who leaves while the batch still runs closes the session or fills the batch under it.
   */
  void run(Runnable work) {
    try {
      CompletableFuture.runAsync(work, thread).join(); // keeps the interrupt for afterwards
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(failed.getCause());
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
