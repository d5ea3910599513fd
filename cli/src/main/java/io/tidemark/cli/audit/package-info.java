/** Recomputes alerts from the events they came from: audit and debugger. */
@NullMarked
package io.tidemark.cli.audit;

import org.jspecify.annotations.NullMarked;
