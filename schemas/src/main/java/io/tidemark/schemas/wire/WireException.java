package io.tidemark.schemas.wire;

import java.io.IOException;

/**
 * A payload that is not a record of the expected type. The message is one line that says why.
 * Carries no stack trace: a flood of bad payloads must stay cheap.
 */
public final class WireException extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 500;

  /**
   * The reason is cut to one line of {@value LONGEST} characters, since it may quote the payload.
   */
  public WireException(String reason) {
    super(oneLine(reason));
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }

  private static String oneLine(String reason) {
    String cut = reason.length() <= LONGEST ? reason : reason.substring(0, LONGEST) + "...";
    return cut.replaceAll("\\p{Cntrl}+", " ").strip();
  }
}
