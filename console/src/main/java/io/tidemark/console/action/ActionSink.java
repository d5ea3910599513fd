package io.tidemark.console.action;

import io.tidemark.schemas.IncidentAction;
import java.io.IOException;

/** Where actions go. */
public interface ActionSink extends AutoCloseable {
  /**
   * Returns when it is safe there.
   *
   * @throws IOException when it is not known to be
   */
  void send(IncidentAction action) throws IOException;

  @Override
  void close();
}
