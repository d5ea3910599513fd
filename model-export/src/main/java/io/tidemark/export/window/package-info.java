/**
 * Windows to train on: collected from the detector's own code, filtered, split in time order,
 * scaled.
 */
@NullMarked
package io.tidemark.export.window;

import org.jspecify.annotations.NullMarked;
