/**
 * A new model for a detector at work: which part of the history is normal, how the new model does
 * on it beside the one that serves, and whether that is good enough.
 */
@NullMarked
package io.tidemark.export.renewal;

import org.jspecify.annotations.NullMarked;
