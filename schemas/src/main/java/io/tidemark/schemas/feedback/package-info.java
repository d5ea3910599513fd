/** What the feedback of people changes: the thresholds of keys. */
@NullMarked
package io.tidemark.schemas.feedback;

import org.jspecify.annotations.NullMarked;
