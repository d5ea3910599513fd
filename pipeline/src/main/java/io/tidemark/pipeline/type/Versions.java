package io.tidemark.pipeline.type;

import java.io.IOException;

/** Refuses state that a later version of the job wrote. */
final class Versions {
  private Versions() {}

  static void check(String state, int found, int newest) throws IOException {
    if (found < 1 || found > newest) {
      throw new IOException(
          "%s state of version %d; this job reads versions 1 to %d"
              .formatted(state, found, newest));
    }
  }
}
