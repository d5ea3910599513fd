package io.tidemark.console.web;

import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.PrintableText;
import org.jspecify.annotations.Nullable;

/** What a person did about an incident; times in milliseconds since 1970. */
record ActionView(
    String id,
    String action,
    @Nullable String assignee,
    @Nullable String comment,
    @Nullable String author,
    long time) {

  static ActionView of(IncidentAction action) {
    return new ActionView(
        PrintableText.of(action.getId()),
        action.getAction().name(),
        printable(action.getAssignee()),
        printable(action.getComment()),
        printable(action.getAuthor()),
        action.getTime().toEpochMilli());
  }

  private static @Nullable String printable(@Nullable String text) {
    return text == null ? null : PrintableText.of(text);
  }
}
