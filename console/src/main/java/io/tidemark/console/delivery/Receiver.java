package io.tidemark.console.delivery;

import org.jspecify.annotations.Nullable;

/**
 * Someone who is told.
 *
 * @param quiet null where there are no quiet hours
 */
record Receiver(
    String name,
    Channel channel,
    Match match,
    Grouping grouping,
    @Nullable QuietHours quiet,
    Retry retry) {}
