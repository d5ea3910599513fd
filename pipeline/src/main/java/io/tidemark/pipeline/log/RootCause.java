package io.tidemark.pipeline.log;

import io.tidemark.schemas.PrintableText;

/** The first cause of a failure: what is wrapped around it only says which way it came. */
public final class RootCause {
  private static final int MOST = 500;

  private RootCause() {}

  /** It in one line. */
  public static String line(Throwable failed) {
    Throwable root = failed;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return PrintableText.oneLine(
        root.getMessage() == null ? root.toString() : root.getMessage(), MOST);
  }
}
