/** The fields of the files that people write, as their JSON Schemas declare them. */
@NullMarked
package io.tidemark.schemas.option;

import org.jspecify.annotations.NullMarked;
