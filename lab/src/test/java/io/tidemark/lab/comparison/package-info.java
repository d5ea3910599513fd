@NullMarked
package io.tidemark.lab.comparison;

import org.jspecify.annotations.NullMarked;
