/** Hosts calibration and incidents in keyed state. Comes after scoring, feeds sink. */
@NullMarked
package io.tidemark.pipeline.alert;

import org.jspecify.annotations.NullMarked;
