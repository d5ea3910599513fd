@NullMarked
package io.tidemark.export.proposal;

import org.jspecify.annotations.NullMarked;
