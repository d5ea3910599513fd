package io.tidemark.console.intake;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a thread that tries again for ever to end, also while it waits for its next try. */
public final class Stop {
  private static final Logger LOG = LoggerFactory.getLogger(Stop.class);
  private final CountDownLatch asked = new CountDownLatch(1);

  /** Asks the thread to end. */
  public void ask() {
    asked.countDown();
  }

  /** Whether the thread was asked to end. */
  public boolean isAsked() {
    return asked.getCount() == 0;
  }

  /** Waits so long, or until asked to end; to be interrupted is to be asked. */
  public void pause(Duration duration) {
    try {
      if (asked.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.debug("Asked to end while waiting");
      }
    } catch (InterruptedException interrupted) {
      ask();
    }
  }
}
