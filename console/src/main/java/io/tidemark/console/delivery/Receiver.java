package io.tidemark.console.delivery;

import org.jspecify.annotations.Nullable;

/**
 * Someone who is told.
 *
 * @param quiet null where there are no quiet hours
 * @param situations null where each incident is delivered by itself
 */
record Receiver(
    String name,
    Channel channel,
    Match match,
    NoticeGrouping grouping,
    @Nullable QuietHours quiet,
    Retry retry,
    @Nullable SituationSettings situations) {
  Receiver(
      String name,
      Channel channel,
      Match match,
      NoticeGrouping grouping,
      @Nullable QuietHours quiet,
      Retry retry) {
    this(name, channel, match, grouping, quiet, retry, null);
  }

  /** The same receiver with other settings of situations. */
  Receiver with(@Nullable SituationSettings other) {
    return new Receiver(name, channel, match, grouping, quiet, retry, other);
  }
}
