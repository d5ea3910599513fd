/** Covariances, their principal components, and bounds of values. */
@NullMarked
package io.tidemark.detector.linear;

import org.jspecify.annotations.NullMarked;
