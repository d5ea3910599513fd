/**
 * The architectures a model can have, each one class that composes layers. Comes after layer, feeds
 * training.
 */
@NullMarked
package io.tidemark.export.architecture;

import org.jspecify.annotations.NullMarked;
