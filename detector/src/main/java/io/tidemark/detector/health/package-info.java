/**
 * How a key's sensors themselves are: flat lines, gaps, late events, clocks ahead. Beside the line
 * from ticks to incidents, fed by the same observations.
 */
@NullMarked
package io.tidemark.detector.health;

import org.jspecify.annotations.NullMarked;
