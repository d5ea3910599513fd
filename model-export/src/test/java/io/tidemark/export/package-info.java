@NullMarked
package io.tidemark.export;

import org.jspecify.annotations.NullMarked;
