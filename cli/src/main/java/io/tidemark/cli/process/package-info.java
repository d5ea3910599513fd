/** How the process of a command ends. */
@NullMarked
package io.tidemark.cli.process;

import org.jspecify.annotations.NullMarked;
