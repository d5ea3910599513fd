package io.tidemark.console.action;

import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.IncidentActionKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** How incidents stand, for those who deliver their messages. For many threads. */
public final class Standings {
  /** Incidents that are known at most; beyond that the one acted on longest ago is forgotten. */
  static final int MOST = 10_000;

  private final ActionSink sink;
  private final Clock clock;
  private final Map<String, Standing> byIncident = new LinkedHashMap<>();
  private final Map<Integer, Long> next = new HashMap<>();
  private long closings;
  private volatile boolean known;

  /**
   * @param sink where it is written that a message has reopened an incident
   */
  public Standings(ActionSink sink, Clock clock) {
    this.sink = sink;
    this.clock = clock;
  }

  /** Takes an action from its place on the topic. */
  public synchronized void accept(IncidentAction action, int partition, long offset) {
    put(action);
    next.put(partition, offset + 1);
  }

  /** Takes that there is no action at a place on the topic. */
  synchronized void skip(int partition, long offset) {
    next.put(partition, offset + 1);
  }

  private void put(IncidentAction action) {
    if (action.getAction() == IncidentActionKind.COMMENT
        || action.getAction() == IncidentActionKind.ASSIGN) {
      return; // neither decides what is delivered
    }
    String id = action.getAlertId();
    byIncident.remove(id);
    byIncident.put(id, Standing.NONE.after(action));
    if (action.getAction() == IncidentActionKind.CLOSE) {
      closings++;
    }
    if (byIncident.size() > MOST) {
      byIncident.remove(byIncident.keySet().iterator().next());
    }
  }

  /** Whether the topic was read beyond a place. */
  public synchronized boolean hasRead(int partition, long offset) {
    return next.getOrDefault(partition, 0L) > offset;
  }

  /** Takes that all actions that were written so far have been read. */
  public void nowKnown() {
    known = true;
  }

  /** Whether all actions that were written before the start are known. */
  public boolean areKnown() {
    return known;
  }

  /** Grows with every incident that is closed. */
  public synchronized long closings() {
    return closings;
  }

  /** How an incident stands, without its assignee. */
  public synchronized Standing of(String alertId) {
    return byIncident.getOrDefault(alertId, Standing.NONE);
  }

  /**
   * Writes that a message has reopened its incident. A second time, as by another process, it
   * changes nothing.
   *
   * @throws UncheckedIOException when that is not known to be written
   */
  public void reopen(AnomalyAlert alert) {
    String name = "reopen " + alert.getAlertId() + ":" + alert.getSequence();
    IncidentAction action =
        IncidentAction.newBuilder()
            .setId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString())
            .setAlertId(alert.getAlertId())
            .setSequence(alert.getSequence())
            .setDetector(alert.getDetector())
            .setKey(alert.getKey())
            .setAction(IncidentActionKind.REOPEN)
            .setComment(
                Standing.returns(alert)
                    ? "The incident was over and has come back."
                    : "The incident has become critical.")
            .setAuthor("tidemark")
            .setTime(clock.instant())
            .build();
    try {
      sink.send(action);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    synchronized (this) {
      put(action);
    }
  }
}
