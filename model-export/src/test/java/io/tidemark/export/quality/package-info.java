@NullMarked
package io.tidemark.export.quality;

import org.jspecify.annotations.NullMarked;
