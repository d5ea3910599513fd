/** A job on a cluster of separate JVMs to which things happen, and whether its alerts survive. */
@NullMarked
package io.tidemark.lab.chaos;

import org.jspecify.annotations.NullMarked;
