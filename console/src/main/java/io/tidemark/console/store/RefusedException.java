package io.tidemark.console.store;

/** The history works and cannot take what it was given. */
public final class RefusedException extends RuntimeException {
  RefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
