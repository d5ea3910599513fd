/** The keys that are watched and how each of them is: warming up, normal, in an incident, stale. */
@NullMarked
package io.tidemark.console.fleet;

import org.jspecify.annotations.NullMarked;
