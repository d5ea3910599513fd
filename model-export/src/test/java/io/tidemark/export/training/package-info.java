@NullMarked
package io.tidemark.export.training;

import org.jspecify.annotations.NullMarked;
