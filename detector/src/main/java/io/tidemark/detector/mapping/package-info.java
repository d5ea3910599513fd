/**
 * From records of any shape to observations: compiles the paths of a definition, reads what they
 * name from a record of any format in one pass, and makes observations of it. Comes after
 * definition and tick.
 */
@NullMarked
package io.tidemark.detector.mapping;

import org.jspecify.annotations.NullMarked;
