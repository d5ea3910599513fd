/** Silences: messages that receivers do not get for a time, as people ask for it. */
@NullMarked
package io.tidemark.console.silence;

import org.jspecify.annotations.NullMarked;
