package io.tidemark.cli.demo;

import io.tidemark.schemas.PrintableText;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * Where a demonstration shows itself: lines that stay on stdout and, below them, one line on stderr
 * that says how far it is. Where stderr is no terminal, that one is told now and then.
 */
public final class DemoScreen {
  private static final String CLEAR = "\r\u001b[K";
  private static final long REFRESH_NANOS = 500_000_000L;
  private static final long TELL_NANOS = 10_000_000_000L;

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean quiet;
  private final boolean terminal = System.console() != null;
  private long shownAt = System.nanoTime();
  private boolean shown;

  /**
   * @param quiet keep stdout for the outcome alone
   */
  public DemoScreen(PrintWriter out, PrintWriter err, boolean quiet) {
    this.out = out;
    this.err = err;
    this.quiet = quiet;
  }

  /** A line that stays. */
  synchronized void line(String text) {
    clear();
    if (!quiet) {
      out.println(PrintableText.of(text));
    }
  }

  /** A step that may take a while. */
  synchronized void step(String text) {
    clear();
    err.println(PrintableText.of(text));
  }

  /** Whether the status line is old enough for a new one. */
  synchronized boolean wantsStatus() {
    return System.nanoTime() - shownAt >= (terminal ? REFRESH_NANOS : TELL_NANOS);
  }

  /** How far it is. */
  synchronized void status(String format, Object... values) {
    shownAt = System.nanoTime();
    String text = PrintableText.of(String.format(Locale.ROOT, format, values));
    if (terminal) {
      err.print(CLEAR + text);
      err.flush();
      shown = true;
    } else {
      err.println(text);
    }
  }

  /** The status line gives way. */
  synchronized void clear() {
    if (shown) {
      err.print(CLEAR);
      err.flush();
      shown = false;
    }
  }
}
