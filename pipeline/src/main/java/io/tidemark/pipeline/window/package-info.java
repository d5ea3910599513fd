/**
 * Hosts the detector core's windows in keyed state, driven by event-time timers. Comes after
 * source, feeds scoring.
 */
@NullMarked
package io.tidemark.pipeline.window;

import org.jspecify.annotations.NullMarked;
