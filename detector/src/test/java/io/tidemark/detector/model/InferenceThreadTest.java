package io.tidemark.detector.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InferenceThreadTest {
  private final InferenceThread inference = new InferenceThread();

  @Test
  void anInterruptedCallerStaysUntilItsBatchIsDone() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    AtomicBoolean done = new AtomicBoolean();
    AtomicBoolean doneWhenItReturned = new AtomicBoolean();
    AtomicBoolean stillInterrupted = new AtomicBoolean();
    Thread caller =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              try {
                inference.run(
                    () -> {
                      awaitQuietly(release);
                      done.set(true);
                    });
              } finally {
                doneWhenItReturned.set(done.get());
                stillInterrupted.set(Thread.currentThread().isInterrupted());
              }
            });
    caller.start();
    while (caller.getState() != Thread.State.WAITING
        && caller.getState() != Thread.State.TERMINATED) {
      Thread.onSpinWait();
    }
    release.countDown();
    caller.join();
    assertThat(doneWhenItReturned).isTrue();
    assertThat(stillInterrupted).isTrue();
    inference.close();
  }

  @Test
  void whatFailsThereFailsForTheCaller() {
    ModelException failure = new ModelException("no memory");
    assertThatThrownBy(
            () ->
                inference.run(
                    () -> {
                      throw failure;
                    }))
        .isSameAs(failure);
    inference.close();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
