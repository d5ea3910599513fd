/** The trainer: renews the models of a running job. */
@NullMarked
package io.tidemark.cli.renewal;

import org.jspecify.annotations.NullMarked;
