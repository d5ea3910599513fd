/** Secrets by the place where they lie, for every configuration of this project's own. */
@NullMarked
package io.tidemark.schemas.secret;

import org.jspecify.annotations.NullMarked;
