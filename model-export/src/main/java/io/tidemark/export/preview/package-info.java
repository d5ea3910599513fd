/**
 * What a detector would have reported of a history: its incidents, how many there are at each
 * sensitivity, and a page that shows them on the signals.
 */
@NullMarked
package io.tidemark.export.preview;

import org.jspecify.annotations.NullMarked;
