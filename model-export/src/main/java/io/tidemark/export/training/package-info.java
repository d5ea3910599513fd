/** Fits a network to windows: options, scaling, the loop, what it reports. */
@NullMarked
package io.tidemark.export.training;

import org.jspecify.annotations.NullMarked;
