package io.tidemark.cli.training;

import io.tidemark.export.training.Epoch;
import io.tidemark.export.training.TrainingListener;
import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows a training on stderr: a bar with the losses in a terminal, else a line a twentieth of the
 * way.
 */
public final class TrainingProgress implements TrainingListener, AutoCloseable {
  private static final int LINES = 20;

  private final PrintWriter err;
  private final boolean terminal = System.console() != null;
  private @Nullable ProgressBar bar;
  private int done;
  private int total;
  private int told;

  public TrainingProgress(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void step(int stepsDone, int steps) {
    done = stepsDone;
    total = steps;
    if (terminal) {
      if (bar == null) {
        bar =
            new ProgressBarBuilder()
                .setTaskName("training")
                .setUnit(" steps", 1)
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII)
                .build();
      }
      bar.stepTo(stepsDone);
    }
  }

  @Override
  public void epoch(Epoch epoch) {
    String losses =
        String.format(
            Locale.ROOT,
            "epoch %d: training %.5f, validation %.5f",
            epoch.number(),
            epoch.trainingLoss(),
            epoch.validationLoss());
    if (bar != null) {
      bar.setExtraMessage(losses);
      return;
    }
    int reached = (int) ((long) done * LINES / Math.max(1, total));
    if (reached > told) {
      told = reached;
      err.printf(Locale.ROOT, "%3d %% %s%n", 100L * done / total, losses);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
