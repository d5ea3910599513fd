/** A flood of alerts for the console, and what it does to it. */
@NullMarked
package io.tidemark.lab.soak;

import org.jspecify.annotations.NullMarked;
