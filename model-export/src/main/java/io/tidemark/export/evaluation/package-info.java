/**
 * How good a detector is on a labelled table: scores it through the line that the job runs, then
 * measures, writes and draws the result. Comes last; nothing but the command line needs it.
 */
@NullMarked
package io.tidemark.export.evaluation;

import org.jspecify.annotations.NullMarked;
