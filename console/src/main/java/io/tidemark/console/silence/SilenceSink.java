package io.tidemark.console.silence;

import io.tidemark.schemas.Silence;
import java.io.IOException;

/** Where silences go. */
public interface SilenceSink extends AutoCloseable {
  /**
   * Returns when it is safe there.
   *
   * @throws IOException when it is not known to be
   */
  void send(Silence silence) throws IOException;

  @Override
  void close();
}
