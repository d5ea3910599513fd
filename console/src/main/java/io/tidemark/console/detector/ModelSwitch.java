package io.tidemark.console.detector;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Asks a job to let other models serve. */
public interface ModelSwitch {
  /**
   * Asks that the candidate of a detector serves; returns when Kafka has the command.
   *
   * @param digest of the candidate
   * @param author who asks; null where that is not known
   * @throws IOException when Kafka is not known to have it
   */
  void promote(String detector, String digest, @Nullable String author) throws IOException;

  /**
   * Asks that the model that served before serves again; returns when Kafka has the command.
   *
   * @param author who asks; null where that is not known
   * @throws IOException when Kafka is not known to have it
   */
  void rollBack(String detector, @Nullable String author) throws IOException;
}
