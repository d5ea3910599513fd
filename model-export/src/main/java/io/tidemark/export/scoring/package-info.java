/**
 * What a graph makes of the errors of reconstruction. Comes after training, feeds the contract
 * graph.
 */
@NullMarked
package io.tidemark.export.scoring;

import org.jspecify.annotations.NullMarked;
