/** What the job says in the log, and how often. */
@NullMarked
package io.tidemark.pipeline.log;

import org.jspecify.annotations.NullMarked;
