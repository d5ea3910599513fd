package io.tidemark.console.signal;

import org.jspecify.annotations.Nullable;

/**
 * A feature that is drawn.
 *
 * @param unit of its values; null where the definition states none
 */
public record SignalFeature(String name, @Nullable String unit) {}
