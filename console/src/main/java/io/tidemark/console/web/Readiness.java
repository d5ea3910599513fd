package io.tidemark.console.web;

import org.jspecify.annotations.Nullable;

/** Says whether a process can do its work now. */
@FunctionalInterface
public interface Readiness {
  /** Why it cannot, in words that anyone may see; null where it can. */
  @Nullable String trouble();

  /** All of them: the first that has trouble says why. */
  static Readiness all(Iterable<? extends Readiness> parts) {
    return () -> {
      for (Readiness part : parts) {
        String trouble = part.trouble();
        if (trouble != null) {
          return trouble;
        }
      }
      return null;
    };
  }
}
