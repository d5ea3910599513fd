/**
 * The {@code tidemark} command. One class a command, named after it; each reads its options, calls
 * the module that does the work and turns the outcome into lines on stdout and an exit code.
 */
@NullMarked
package io.tidemark.cli;

import org.jspecify.annotations.NullMarked;
