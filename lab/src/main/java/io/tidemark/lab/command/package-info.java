/** The commands of {@code tidemark-lab}. */
@NullMarked
package io.tidemark.lab.command;

import org.jspecify.annotations.NullMarked;
