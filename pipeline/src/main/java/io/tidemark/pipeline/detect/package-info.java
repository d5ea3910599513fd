/**
 * Hosts the detector core's line in keyed state: one operator from observations to alerts. Comes
 * after source, feeds sink.
 */
@NullMarked
package io.tidemark.pipeline.detect;

import org.jspecify.annotations.NullMarked;
