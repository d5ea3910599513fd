/**
 * The line of one key from event to alert: tick, window, score, verdict, incident, and the health
 * of its sensors beside it. The same classes run in the Flink job, in evaluation and in replay;
 * what differs is where keys keep their state.
 */
@NullMarked
package io.tidemark.detector.line;

import org.jspecify.annotations.NullMarked;
