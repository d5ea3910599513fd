package io.tidemark.console.feedback;

import io.tidemark.schemas.AlertFeedback;
import java.io.IOException;

/** Where feedback goes. */
public interface FeedbackSink extends AutoCloseable {
  /**
   * Returns when it is safe there.
   *
   * @throws IOException when it is not known to be
   */
  void send(AlertFeedback feedback) throws IOException;

  @Override
  void close();
}
