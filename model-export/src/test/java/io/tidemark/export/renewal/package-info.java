@NullMarked
package io.tidemark.export.renewal;

import org.jspecify.annotations.NullMarked;
