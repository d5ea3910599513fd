@NullMarked
package io.tidemark.lab.noise;

import org.jspecify.annotations.NullMarked;
