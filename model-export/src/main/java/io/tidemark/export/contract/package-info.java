/**
 * The model contract around a network: scaling, errors and score in the graph, and the proof that
 * file and trainer agree.
 */
@NullMarked
package io.tidemark.export.contract;

import org.jspecify.annotations.NullMarked;
