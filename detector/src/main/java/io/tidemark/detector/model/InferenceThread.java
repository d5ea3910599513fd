package io.tidemark.detector.model;

import java.util.concurrent.ExecutionException;
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

  /** Runs the work there and returns when it is done. */
  void run(Runnable work) {
    try {
      thread.submit(work).get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ModelException("interrupted while a batch was scored", interrupted);
    } catch (ExecutionException failed) {
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
