/** Commands to a running job, and its answers. */
@NullMarked
package io.tidemark.cli.control;

import org.jspecify.annotations.NullMarked;
