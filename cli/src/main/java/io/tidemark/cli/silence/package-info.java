/** Silences in the terminal. */
@NullMarked
package io.tidemark.cli.silence;

import org.jspecify.annotations.NullMarked;
