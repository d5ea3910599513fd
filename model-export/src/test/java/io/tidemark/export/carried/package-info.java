@NullMarked
package io.tidemark.export.carried;

import org.jspecify.annotations.NullMarked;
