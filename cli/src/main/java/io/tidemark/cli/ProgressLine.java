package io.tidemark.cli;

import io.tidemark.cli.replay.ReplayProgress;
import java.time.Instant;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar on stderr while a replay runs, where stderr is a terminal; else nothing. */
final class ProgressLine implements ReplayProgress, AutoCloseable {
  private static final int STEPS = 1000;
  private static final long EVERY = 256;

  private final @Nullable ProgressBar bar;
  private long calls;

  ProgressLine(String task, boolean wanted) {
    bar =
        wanted && System.console() != null
            ? new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(STEPS)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(500)
                .hideEta()
                .build()
            : null;
  }

  @Override
  public void at(double share, Instant eventTime, long sent) {
    if (bar != null && calls++ % EVERY == 0) {
      bar.stepTo((long) (share * STEPS));
      bar.setExtraMessage(String.format(" %,d events, at %s", sent, eventTime));
    }
  }

  /** Rows of a table were read, {@code share} of its file. */
  void rows(long rows, double share) {
    if (bar != null) {
      bar.stepTo((long) (share * STEPS));
      bar.setExtraMessage(String.format(" %,d rows", rows));
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.stepTo(STEPS);
      bar.close();
    }
  }
}
