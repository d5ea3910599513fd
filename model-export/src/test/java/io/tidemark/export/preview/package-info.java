@NullMarked
package io.tidemark.export.preview;

import org.jspecify.annotations.NullMarked;
