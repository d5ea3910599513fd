package io.tidemark.schemas.wire;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import io.tidemark.schemas.PrintableText;
import java.io.IOException;

/**
 * A payload that is not a record of the expected type. The message is one line that says why.
 * Carries no stack trace: a flood of bad payloads must stay cheap.
 */
public final class WireException extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 500;

  /**
   * The reason becomes one printable line of at most {@value LONGEST} characters, since it may
   * quote the payload.
   */
  public WireException(String reason) {
    super(PrintableText.oneLine(reason, LONGEST));
  }

  /**
   * Of what a parser does not take.
   *
   * @param format its name
   */
  public static WireException malformed(String format, JacksonException malformed) {
    JsonLocation at = malformed.getLocation();
    String where = at == null ? "" : " at line " + at.getLineNr() + " column " + at.getColumnNr();
    return new WireException("not valid " + format + ": " + malformed.getOriginalMessage() + where);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
