@NullMarked
package io.tidemark.export.contract;

import org.jspecify.annotations.NullMarked;
