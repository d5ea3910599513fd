/** Covariances and their principal components. */
@NullMarked
package io.tidemark.detector.linear;

import org.jspecify.annotations.NullMarked;
