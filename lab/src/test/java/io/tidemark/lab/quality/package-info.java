@NullMarked
package io.tidemark.lab.quality;

import org.jspecify.annotations.NullMarked;
