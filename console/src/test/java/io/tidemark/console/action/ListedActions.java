package io.tidemark.console.action;

import io.tidemark.schemas.IncidentAction;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** For tests: keeps the actions that are sent, or does not. */
public final class ListedActions implements ActionSink {
  public final List<IncidentAction> taken = new CopyOnWriteArrayList<>();
  public volatile boolean away;

  @Override
  public void send(IncidentAction action) throws IOException {
    if (away) {
      throw new IOException("away");
    }
    taken.add(action);
  }

  @Override
  public void close() {}
}
