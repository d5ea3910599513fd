/**
 * What the hot path costs, measured with JMH one step at a time: decode an event, gather it into
 * its key's window, score a micro-batch. Run by {@code ./tidemark bench jmh}.
 */
@NullMarked
package io.tidemark.benchmarks;

import org.jspecify.annotations.NullMarked;
