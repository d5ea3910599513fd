/**
 * What a detector is: the YAML a user writes, validated. First room of the house: every other
 * package reads it.
 */
@NullMarked
package io.tidemark.detector.definition;

import org.jspecify.annotations.NullMarked;
