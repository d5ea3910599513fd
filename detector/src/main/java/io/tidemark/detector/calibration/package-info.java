/**
 * From scores to verdicts: each key's own distribution of normal scores, its threshold and
 * p-values. Comes after model, feeds alert.
 */
@NullMarked
package io.tidemark.detector.calibration;

import org.jspecify.annotations.NullMarked;
