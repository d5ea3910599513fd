/**
 * Models that carry their state from tick to tick: an LSTM with fixed weights whose readout is
 * fitted in closed form.
 */
@NullMarked
package io.tidemark.export.carried;

import org.jspecify.annotations.NullMarked;
