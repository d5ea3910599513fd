package io.tidemark.console.intake;

import io.tidemark.schemas.PrintableText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when a thread that it lives for dies of an {@link Error}, such as a lack of
 * memory: it would go on without reading or delivering anything, and nobody would restart it.
 */
public final class ProcessEnd {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessEnd.class);
  private static final int FAILED = 1;

  private ProcessEnd() {}

  /** An {@link Error} halts the JVM with status 1: shutdown hooks may lack the memory to end. */
  public static void uncaught(Thread thread, Throwable failed) {
    boolean fatal = failed instanceof Error;
    try {
      String reason = PrintableText.oneLine(failed.toString());
      LOG.error("{} failed{}: {}", thread.getName(), fatal ? "; the process ends" : "", reason);
    } finally {
      if (fatal) {
        Runtime.getRuntime().halt(FAILED);
      }
    }
  }
}
