/** A flood of alerts for the console, and what it does to it. */
@NullMarked
package io.tidemark.cli.soak;

import org.jspecify.annotations.NullMarked;
