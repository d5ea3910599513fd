/** What a silence concerns and when: the same for the job, the console and delivery. */
@NullMarked
package io.tidemark.schemas.silence;

import org.jspecify.annotations.NullMarked;
