/** Alerts in the terminal, one line each. */
@NullMarked
package io.tidemark.console.terminal;

import org.jspecify.annotations.NullMarked;
