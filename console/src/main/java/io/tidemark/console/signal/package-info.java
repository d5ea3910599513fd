/** What the features of every key read over time, as the scores topic tells it. */
@NullMarked
package io.tidemark.console.signal;

import org.jspecify.annotations.NullMarked;
