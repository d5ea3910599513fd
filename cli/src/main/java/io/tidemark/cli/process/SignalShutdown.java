package io.tidemark.cli.process;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import sun.misc.Signal;

/**
 * Ends a job in order on Ctrl-C and SIGTERM: first the job, then the JVM. ONNX Runtime releases its
 * environment in a shutdown hook of its own, and hooks have no order; a thread that scores just
 * then takes the process down with an abort.
 */
public final class SignalShutdown implements AutoCloseable {
  private static final int BY_SIGNAL = 128;
  private static final CountDownLatch NEVER = new CountDownLatch(1);
  private static final AtomicBoolean BEGUN = new AtomicBoolean();

  private final List<Replaced> replaced;

  private SignalShutdown(List<Replaced> replaced) {
    this.replaced = replaced;
  }

  /**
   * From now on a signal runs {@code end} and then exits with 128 plus its number; a second one
   * while that lasts exits at once.
   */
  public static SignalShutdown by(Runnable end) {
    return new SignalShutdown(
        Stream.of("INT", "TERM")
            .map(Signal::new)
            .map(signal -> new Replaced(signal, Signal.handle(signal, got -> exit(got, end))))
            .toList());
  }

  /** Waits for the exit once a signal has come: what fails from then on is nobody's business. */
  private static void leaveToSignal() throws InterruptedException {
    if (BEGUN.get()) {
      NEVER.await();
    }
  }

  private static void exit(Signal signal, Runnable end) {
    int status = BY_SIGNAL + signal.getNumber();
    if (!BEGUN.compareAndSet(false, true)) {
      Runtime.getRuntime().halt(status);
    }
    try {
      end.run();
    } finally {
      System.exit(status);
    }
  }

  /** Leaves signals to the JVM again. */
  @Override
  public void close() throws InterruptedException {
    leaveToSignal();
    replaced.forEach(one -> Signal.handle(one.signal(), one.handler()));
  }

  private record Replaced(Signal signal, sun.misc.SignalHandler handler) {}
}
