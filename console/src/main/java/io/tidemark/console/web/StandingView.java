package io.tidemark.console.web;

import io.tidemark.console.action.Standing;
import io.tidemark.schemas.PrintableText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How an incident stands by what people did about it; times in milliseconds since 1970. */
record StandingView(
    String status, @Nullable String by, @Nullable Long since, @Nullable String assignee) {

  static StandingView of(Standing standing) {
    Instant since = standing.since();
    return new StandingView(
        standing.status().name(),
        printable(standing.by()),
        since == null ? null : (Long) since.toEpochMilli(),
        printable(standing.assignee()));
  }

  private static @Nullable String printable(@Nullable String text) {
    return text == null ? null : PrintableText.of(text);
  }
}
