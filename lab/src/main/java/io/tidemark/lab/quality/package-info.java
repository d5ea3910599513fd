/**
 * Measures detection on the public sets by their protocols, with baselines beside it. Comes after
 * evaluation.
 */
@NullMarked
package io.tidemark.lab.quality;

import org.jspecify.annotations.NullMarked;
