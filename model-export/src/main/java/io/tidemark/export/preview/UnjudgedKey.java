package io.tidemark.export.preview;

import io.tidemark.detector.window.Unwatched;

/**
 * A key without a verdict in the whole history.
 *
 * @param key device, host or observer
 * @param reason why most of its ticks have none
 * @param words the same in a clause that gives the figures
 */
public record UnjudgedKey(String key, Unwatched reason, String words) {}
