/**
 * The detection core: what an event means for its key, without Flink, Kafka or training. {@link\n *
 * io.tidemark.detector.DetectorLine} strings the packages below together for one key at a time, in
 * the order data flows:\n * definition, tick, window, model, calibration, alert.
 */
@NullMarked
package io.tidemark.detector;

import org.jspecify.annotations.NullMarked;
