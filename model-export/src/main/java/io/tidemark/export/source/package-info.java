/**
 * Where training events come from: tables, or whatever a host implements {@link
 * io.tidemark.export.source.EventSource} for, such as a Kafka topic. Comes after table, feeds
 * window.
 */
@NullMarked
package io.tidemark.export.source;

import org.jspecify.annotations.NullMarked;
