/** What the training commands share: their options, their input and what they print. */
@NullMarked
package io.tidemark.cli.training;

import org.jspecify.annotations.NullMarked;
