package io.tidemark.console.signal;

import java.time.Instant;
import java.util.List;

/**
 * What is kept of a key's signals between two times.
 *
 * @param from the first time
 * @param to the last time
 * @param stretches by time; a new one begins where the features changed
 */
public record SignalSeries(Instant from, Instant to, List<SignalStretch> stretches) {}
