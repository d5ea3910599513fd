/** Looks at what lies in a topic. */
@NullMarked
package io.tidemark.cli.peek;

import org.jspecify.annotations.NullMarked;
