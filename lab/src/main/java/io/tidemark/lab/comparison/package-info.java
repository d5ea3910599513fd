/**
 * Networks side by side with each other and with simple baselines, on the same data and by the same
 * measures. Comes after training and evaluation.
 */
@NullMarked
package io.tidemark.lab.comparison;

import org.jspecify.annotations.NullMarked;
