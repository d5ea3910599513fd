/**
 * What the hot path costs, measured with JMH one step at a time: decode an event, gather it into
 * its key's window, score a micro-batch. Run by {@code ./tidemark-lab bench jmh}.
 */
@NullMarked
package io.tidemark.lab;

import org.jspecify.annotations.NullMarked;
