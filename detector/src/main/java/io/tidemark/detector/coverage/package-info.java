/**
 * Whether each key is watched and, if not, why: derived from what the line of the key reports, told
 * when it changes.
 */
@NullMarked
package io.tidemark.detector.coverage;

import org.jspecify.annotations.NullMarked;
