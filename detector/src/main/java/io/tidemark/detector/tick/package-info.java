/**
 * From events to ticks: picks the features of an event and aggregates those of one key and one
 * tick. Comes after definition, feeds window.
 */
@NullMarked
package io.tidemark.detector.tick;

import org.jspecify.annotations.NullMarked;
