package io.tidemark.console.action;

import io.tidemark.console.Alerts;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.IncidentActionKind;

/** For tests: actions. */
public final class Actions {
  private Actions() {}

  /** An action of ana's on the incident {@code id}, when its newest message had this sequence. */
  public static IncidentAction action(String id, int sequence, IncidentActionKind kind) {
    return IncidentAction.newBuilder()
        .setId(id + "-" + sequence + "-" + kind)
        .setAlertId(id)
        .setSequence(sequence)
        .setDetector("plant")
        .setKey("pump-" + id)
        .setAction(kind)
        .setAssignee(kind == IncidentActionKind.ASSIGN ? "kim" : null)
        .setComment("on it")
        .setAuthor("ana")
        .setTime(Alerts.OPENED.plusSeconds(60))
        .build();
  }
}
