/** How a job in this process fares: its metrics, a line a minute in the log, its restarts. */
@NullMarked
package io.tidemark.pipeline.watch;

import org.jspecify.annotations.NullMarked;
