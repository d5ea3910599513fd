@NullMarked
package io.tidemark.export.comparison;

import org.jspecify.annotations.NullMarked;
