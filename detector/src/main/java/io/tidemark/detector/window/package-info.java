/**
 * From ticks to windows: event-time order, gaps, carry-forward, the key's own baseline. Comes after
 * tick, feeds model.
 */
@NullMarked
package io.tidemark.detector.window;

import org.jspecify.annotations.NullMarked;
