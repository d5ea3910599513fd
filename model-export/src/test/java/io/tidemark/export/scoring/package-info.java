@NullMarked
package io.tidemark.export.scoring;

import org.jspecify.annotations.NullMarked;
