/**
 * Models that carry their state from tick to tick: an LSTM, fixed or trained, whose readout is
 * fitted in closed form.
 */
@NullMarked
package io.tidemark.export.carried;

import org.jspecify.annotations.NullMarked;
