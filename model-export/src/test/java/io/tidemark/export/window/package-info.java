@NullMarked
package io.tidemark.export.window;

import org.jspecify.annotations.NullMarked;
