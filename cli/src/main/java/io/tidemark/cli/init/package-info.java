/** What {@code tidemark init} reads and writes. */
@NullMarked
package io.tidemark.cli.init;

import org.jspecify.annotations.NullMarked;
